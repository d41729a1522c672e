// How the map looks: a quiet night drawing in which only alarms are bright. Every style is made once and kept.
import { PATHS } from './icons.js';
import { pick } from './i18n.js';
import { nameOf, placeOf } from './store.js';

export const KIND_COLOURS = { fire: '#dca57d', water: '#78b4e0', waste_bin: '#9dbf85', parking: '#b3a6e0' };
const ORDER = ['fire', 'water', 'waste_bin', 'parking'];
const FONT = '"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif';
const DIM = '#5d7183';
const RATIO = Math.min(3, Math.max(2, window.devicePixelRatio || 1));

const SEVERITY_FILLS = { S1: '#5a1d22', S2: '#4d3716', S3: '#22384b' };
const SEVERITY_LINES = { S1: '#ff6b6b', S2: '#f2b04b', S3: '#8fb3d1' };

export function styles(ol) {
  const { Style, Fill, Stroke, Text, Icon } = ol.style;
  const kept = new Map();

  const keep = (key, make) => {
    if (!kept.has(key)) {
      kept.set(key, make());
    }
    return kept.get(key);
  };

  const area = (fill, line, width = 1, dash) => new Style({
    fill: fill ? new Fill({ color: fill }) : undefined,
    stroke: line ? new Stroke({ color: line, width, lineDash: dash }) : undefined,
  });

  const label = (text, size, colour, weight = 400) => new Text({
    text,
    font: `${weight} ${size}px ${FONT}`,
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: 'rgba(11,17,24,0.85)', width: 3 }),
    overflow: false,
  });

  const AREAS = {
    community: area('#121d28', '#3a5066', 1.5),
    grid: area(null, 'rgba(128,154,178,0.42)', 1, [6, 6]),
    water: area('#143044', '#1f4660'),
    green: area('#14302b', '#1d3f37'),
    parking: area('rgba(70,68,112,0.3)', 'rgba(130,124,184,0.35)', 1, [3, 4]),
    underpass: area('rgba(42,60,74,0.7)', '#4d6a80', 1.5, [4, 3]),
  };

  const ROAD_METRES = 7; // where the map does not say

  function roads(feature, resolution) {
    if (feature.getGeometry().getType().endsWith('Polygon')) {
      return keep('road-area', () => area('#263646', null));
    }
    const width = Math.max(1.5, Math.min(40, (feature.get('width') ?? ROAD_METRES) / resolution));
    return keep(`road-${width.toFixed(1)}`, () => area(null, '#263646', width));
  }

  /** Buildings, tinted where a case is open. `worst` gives the severity of the worst open case on a path. */
  function building(feature, worst) {
    const severity = worst(feature.get('path') ?? '');
    return keep(`building-${severity}`, () =>
      area(SEVERITY_FILLS[severity] ?? '#2a3c4d', SEVERITY_LINES[severity] ?? '#455c72', severity ? 2 : 1));
  }

  /** Under the building, so that the devices inside do not hide it. */
  function buildingName(feature, text) {
    const words = label(text, 12, '#a9bccb');
    words.setTextBaseline('top');
    words.setOffsetY(3);
    const [left, bottom, right] = feature.getGeometry().getExtent();
    return new Style({ geometry: new ol.geom.Point([(left + right) / 2, bottom]), text: words });
  }

  function ground(worst) {
    return (feature, resolution) => {
      const type = feature.get('type') ?? feature.get('level');
      if (type === 'road') {
        return roads(feature, resolution);
      }
      return type === 'building' ? building(feature, worst) : AREAS[type];
    };
  }

  /** Above the community, where it is in nobody's way. */
  function communityName(feature, text) {
    const words = label(text, 16, '#c8d6e2', 600);
    words.setTextBaseline('bottom');
    words.setOffsetY(-6);
    const [left, , right, top] = feature.getGeometry().getExtent();
    return new Style({ geometry: new ol.geom.Point([(left + right) / 2, top]), text: words });
  }

  /** 雨花社区第1网格 is 第1网格 on a map that shows the community. */
  function shortName(feature, text) {
    const community = pick(placeOf(feature.get('path').split('/').slice(0, 3).join('/')));
    return text.startsWith(community) && text !== community ? text.slice(community.length).trim() : text;
  }

  /** Names of communities and grids, of buildings, roads and water when there is room. */
  function names(feature, resolution) {
    const type = feature.get('type') ?? feature.get('level');
    const text = pick(nameOf(feature.getProperties()));
    if (!text) {
      return undefined;
    }
    if (type === 'community' && resolution > 0.9) {
      return keep(`name-community-${text}`, () => communityName(feature, text));
    }
    if (type === 'grid' && resolution > 0.35 && resolution <= 3) {
      return keep(`name-grid-${text}`, () => new Style({ text: label(shortName(feature, text), 13, '#8ea4b7', 500) }));
    }
    if (type === 'building' && resolution < 0.75) {
      return keep(`name-building-${feature.get('path')}-${text}`, () => buildingName(feature, text));
    }
    if (type === 'road' && resolution < 1.3) {
      return keep(`name-road-${text}`, () => {
        const words = label(text, 11, '#93a9bc');
        words.setPlacement('line');
        return new Style({ text: words });
      });
    }
    const ofItsOwn = feature.get('level') !== 'grid'; // a grid's greens and car parks are many and all named alike
    if ((type === 'water' || type === 'green' || type === 'underpass') && ofItsOwn && resolution < 2.6) {
      return keep(`name-${type}-${text}`, () => new Style({ text: label(text, 11, '#86a39e') }));
    }
    return undefined;
  }

  function canvasOf(size, draw) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size * RATIO;
    const pen = canvas.getContext('2d');
    pen.scale(RATIO, RATIO);
    draw(pen);
    return new Style({ image: new Icon({ img: canvas, size: [size * RATIO, size * RATIO], scale: 1 / RATIO }) });
  }

  function oneDevice(kind, status, alarm) {
    const size = 30;
    return keep(`device-${kind}-${status}-${alarm}`, () => canvasOf(size, (pen) => {
      const heard = status === 'online';
      pen.beginPath();
      pen.arc(size / 2, size / 2, 10, 0, 2 * Math.PI);
      pen.fillStyle = heard ? '#16222d' : '#10181f';
      pen.fill();
      pen.lineWidth = alarm ? 2.4 : 1.4;
      pen.setLineDash(heard ? [] : [3, 2.5]);
      pen.strokeStyle = alarm ? SEVERITY_LINES[alarm] ?? SEVERITY_LINES.S3 : heard ? KIND_COLOURS[kind] : DIM;
      pen.stroke();
      pen.translate(size / 2 - 6, size / 2 - 6);
      pen.scale(0.5, 0.5);
      pen.fillStyle = heard ? KIND_COLOURS[kind] : DIM;
      pen.fill(new Path2D(PATHS[kind]), 'evenodd');
    }));
  }

  /** A cluster is a dark disc with a count and a thin ring that shows its kinds by share. */
  function manyDevices(members) {
    const shares = ORDER.map((kind) => members.filter((member) => member.get('kind') === kind).length);
    const silent = members.filter((member) => member.get('status') !== 'online').length;
    const radius = members.length < 10 ? 11 : members.length < 100 ? 14 : 18;
    const size = 2 * radius + 8;
    return keep(`cluster-${shares.join('.')}-${silent}`, () => canvasOf(size, (pen) => {
      const middle = size / 2;
      pen.beginPath();
      pen.arc(middle, middle, radius, 0, 2 * Math.PI);
      pen.fillStyle = 'rgba(16,25,34,0.86)';
      pen.fill();
      let from = -Math.PI / 2;
      pen.lineWidth = 2;
      pen.globalAlpha = 0.75;
      ORDER.forEach((kind, index) => {
        const to = from + (2 * Math.PI * shares[index]) / members.length;
        pen.beginPath();
        pen.arc(middle, middle, radius, from, to);
        pen.strokeStyle = silent === members.length ? DIM : KIND_COLOURS[kind];
        if (shares[index]) {
          pen.stroke();
        }
        from = to;
      });
      pen.globalAlpha = 1;
      pen.fillStyle = silent === members.length ? '#8295a6' : '#c3d1dd';
      pen.font = `500 ${radius < 15 ? 11 : 12}px ${FONT}`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillText(String(members.length), middle, middle + 0.5);
    }));
  }

  function devices(feature) {
    const members = feature.get('features');
    return members.length === 1
      ? oneDevice(members[0].get('kind'), members[0].get('status'), members[0].get('alarm'))
      : manyDevices(members);
  }

  return { ground, names, devices };
}
