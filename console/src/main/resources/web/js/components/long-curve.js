// One metric over hours or months, thinned out by the server to as many points as the screen can show.
import { h, onMounted, onUnmounted, ref, watch } from '../vue.js';
import { api } from '../api.js';
import { language, t, word } from '../i18n.js';
import { day, minute, number, unit } from '../format.js';
import { loadECharts } from '../libs.js';
import { reasonText } from '../session.js';

const INK = { line: '#8ec5e8', fill: 'rgba(142,197,232,0.12)', axis: '#8fa3b5', grid: '#1f2d3a' };
const DAY = 86_400_000;

function options(points, symbol, { from, to }) {
  const label = { color: INK.axis, fontSize: 12 };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    // As wide as the names and counts beside the strips above, so that one time lies under the other.
    grid: { ...(window.innerWidth <= 760 ? { left: 82, right: 54 } : { left: 106, right: 74 }), top: 12, bottom: 26 },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // drawn on the canvas: no markup is made from data
      backgroundColor: '#0b1118',
      borderColor: '#34485a',
      textStyle: { color: '#e4edf4', fontSize: 13 },
      formatter: ([item]) => `${day(item.value[0])} ${minute(item.value[0])}  ${number(item.value[1])} ${symbol}`,
    },
    xAxis: {
      type: 'time', min: from, max: to, splitNumber: 6,
      axisLabel: { ...label, hideOverlap: true, formatter: (at) => (to - from > 2 * DAY ? day(at) : minute(at)) },
      axisLine: { lineStyle: { color: INK.grid } }, splitLine: { show: true, lineStyle: { color: '#16212c' } },
    },
    yAxis: {
      type: 'value', scale: true, splitNumber: 3, axisLabel: { ...label, formatter: (amount) => number(amount) },
      splitLine: { lineStyle: { color: INK.grid } },
    },
    series: [{
      type: 'line', showSymbol: points.length < 2, symbolSize: 6, lineStyle: { color: INK.line, width: 1.6 },
      itemStyle: { color: INK.line }, areaStyle: { color: INK.fill, origin: 'start' },
      data: points.map((point) => [point.t, point.value]),
    }],
  };
}

export const LongCurve = {
  props: { device: { type: String, required: true }, metric: { type: String, required: true }, range: { type: Object, required: true } },
  setup(props) {
    const canvas = ref(null);
    const failure = ref('');
    const empty = ref(false);
    const loading = ref(true);
    let chart = null;
    let gone = false;
    let serial = 0;
    const fit = new ResizeObserver(() => chart?.resize());

    async function draw() {
      serial += 1;
      const mine = serial;
      const range = props.range;
      loading.value = true;
      try {
        const points = Math.min(2000, Math.max(200, Math.round(canvas.value.clientWidth)));
        const [echarts, answer] = await Promise.all([
          loadECharts(),
          api.series(props.device, { metric: props.metric, from: range.from, to: range.to, points, method: 'lttb' }),
        ]);
        if (gone || mine !== serial) {
          return;
        }
        chart ??= echarts.init(canvas.value, null, { renderer: 'canvas' });
        empty.value = answer.points.length === 0;
        failure.value = '';
        chart.setOption(options(answer.points, unit(props.metric, answer.unit), range), true);
      } catch (error) {
        failure.value = t('curve.failed', { reason: error.reason ? reasonText(error) : error.message });
      } finally {
        if (mine === serial) {
          loading.value = false;
        }
      }
    }

    watch([() => props.range, language], draw);
    onMounted(() => {
      fit.observe(canvas.value);
      draw();
    });
    onUnmounted(() => {
      gone = true;
      fit.disconnect();
      chart?.dispose();
    });

    const file = () =>
      `/api/v1/devices/${encodeURIComponent(props.device)}/series?metric=${encodeURIComponent(props.metric)}`
        + `&from=${props.range.from}&to=${props.range.to}&limit=10000&format=csv`;

    return () => h('figure', { class: 'curve long-curve', 'data-testid': 'long-curve', 'data-metric': props.metric }, [
      h('figcaption', [
        h('b', [word('metric', props.metric), h('i', unit(props.metric))]),
        h('a', { class: 'link', href: file(), download: '' }, 'CSV'),
      ]),
      h('div', { class: ['curve-canvas', { skeleton: loading.value && !chart }], ref: canvas }),
      failure.value || empty.value ? h('p', { class: 'curve-word' }, failure.value || t('curve.none')) : null,
    ]);
  },
};
