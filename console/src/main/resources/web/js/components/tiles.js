// A few figures that a glance can use. Each is counted from the same lists that the page shows.
import { h } from '../vue.js';
import { t } from '../i18n.js';
import { count } from '../format.js';
import { openCases, overdue, state } from '../store.js';

function tile(name, amount, tone = '') {
  return h('div', { class: ['tile', amount ? tone : ''] }, [h('b', count(amount)), h('span', t(`tile.${name}`))]);
}

export const Tiles = {
  setup: () => () => {
    const cases = openCases.value;
    const ofSeverity = (severity) => cases.filter((item) => item.severity === severity).length;
    return h('section', { class: 'tiles', 'aria-label': t('tile.heading') }, [
      tile('s1', ofSeverity('S1'), 'S1'),
      tile('s2', ofSeverity('S2'), 'S2'),
      tile('s3', ofSeverity('S3') + ofSeverity('S4'), 'S3'),
      tile('waiting', cases.filter((item) => !item.ackedBy).length, 'amber'),
      tile('overdue', cases.filter((item) => overdue(item)).length, 'amber'),
      tile('offline', state.summary?.devices.offline, ''),
      tile('duplicates', state.summary?.readings.duplicates, ''),
      tile('rejected', state.summary?.rejected.total, ''),
    ]);
  },
};
