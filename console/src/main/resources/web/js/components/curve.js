// One metric of one device over time. Raw values for an hour, buckets for longer; flags are steps.
import { h, onMounted, onUnmounted, ref, watch } from '../vue.js';
import { api } from '../api.js';
import { language, t, word } from '../i18n.js';
import { clock, isBoolean, number, unit, value } from '../format.js';
import { loadECharts } from '../libs.js';
import { reasonText } from '../session.js';
import { state } from '../store.js';

const HOUR = 3_600_000;
const RANGES = { quarter: HOUR / 4, hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR };
const BUCKETS = { day: 5 * 60_000, week: HOUR };
const REFRESH_MILLIS = 10_000;
const INK = { line: '#8ec5e8', fill: 'rgba(142,197,232,0.14)', axis: '#8fa3b5', grid: '#1f2d3a', onset: '#f2b04b' };

const pointValue = (point) => Number(point.value ?? point.mean);

function options(points, metric, symbol, from, to, onset) {
  const flag = isBoolean(metric);
  const label = { color: INK.axis, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 46, right: 14, top: 18, bottom: 24 },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // drawn on the canvas: no markup is made from data
      backgroundColor: '#0b1118',
      borderColor: '#34485a',
      textStyle: { color: '#e4edf4', fontSize: 12 },
      formatter: ([item]) => `${clock(item.value[0])}  ${value(metric, item.value[1])} ${flag ? '' : symbol}`,
    },
    xAxis: {
      type: 'time', min: from, max: to, splitNumber: 4,
      axisLabel: { ...label, hideOverlap: true }, axisLine: { lineStyle: { color: INK.grid } }, splitLine: { show: false },
    },
    yAxis: {
      type: 'value', scale: !flag, min: flag ? 0 : undefined, max: flag ? 1 : undefined, splitNumber: 3,
      interval: flag ? 1 : undefined,
      axisLabel: { ...label, formatter: (amount) => (flag ? t(`value.${amount !== 0}`) : number(amount)) },
      splitLine: { lineStyle: { color: INK.grid } },
    },
    series: [{
      type: 'line', step: flag ? 'end' : false, showSymbol: points.length < 2, symbolSize: 6, sampling: 'lttb',
      lineStyle: { color: INK.line, width: 1.8 }, itemStyle: { color: INK.line }, areaStyle: { color: INK.fill },
      data: points.map((point) => [point.t, pointValue(point)]),
      markLine: onset && onset >= from && onset <= to
        ? {
          silent: true, symbol: 'none', animation: false,
          label: { formatter: t('curve.onset'), color: INK.onset, fontSize: 11 },
          lineStyle: { color: INK.onset, type: 'dashed' },
          data: [{ xAxis: onset }],
        }
        : undefined,
    }],
  };
}

export const Curve = {
  props: { device: { type: String, required: true }, metric: { type: String, required: true }, onset: { type: Number, default: 0 } },
  setup(props) {
    const canvas = ref(null);
    const range = ref(state.now - props.onset < RANGES.quarter ? 'quarter' : 'hour');
    const failure = ref('');
    const empty = ref(false);
    const loading = ref(true);
    let chart = null;
    let timer = 0;
    let gone = false;
    const fit = new ResizeObserver(() => chart?.resize());

    async function draw() {
      const to = Math.ceil(state.now);
      const from = to - RANGES[range.value];
      try {
        const [echarts, answer] = await Promise.all([
          loadECharts(),
          api.series(props.device, { metric: props.metric, from, to: to + 1000, bucket: BUCKETS[range.value], limit: 10_000 }),
        ]);
        if (gone) {
          return;
        }
        chart ??= echarts.init(canvas.value, null, { renderer: 'canvas' });
        loading.value = false;
        empty.value = answer.points.length === 0;
        failure.value = '';
        chart.setOption(options(answer.points, props.metric, unit(props.metric, answer.unit), from, to, props.onset), true);
      } catch (error) {
        loading.value = false;
        failure.value = t('curve.failed', { reason: error.reason ? reasonText(error) : error.message });
      }
    }

    watch([range, language], draw);
    onMounted(() => {
      fit.observe(canvas.value);
      draw();
      timer = setInterval(draw, REFRESH_MILLIS);
    });
    onUnmounted(() => {
      gone = true;
      clearInterval(timer);
      fit.disconnect();
      chart?.dispose();
    });

    return () =>
      h('figure', { class: 'curve' }, [
        h('figcaption', [
          h('b', [word('metric', props.metric), h('i', isBoolean(props.metric) ? '' : unit(props.metric))]),
          h('span', { class: 'ranges' }, Object.keys(RANGES).map((name) =>
            h('button', {
              class: ['chip small', { chosen: range.value === name }],
              'aria-pressed': String(range.value === name),
              onClick: () => {
                range.value = name;
              },
            }, t(`curve.${name}`)))),
        ]),
        h('div', { class: ['curve-canvas', { skeleton: loading.value }], ref: canvas }),
        failure.value || empty.value ? h('p', { class: 'curve-word' }, failure.value || t('curve.none')) : null,
      ]);
  },
};
