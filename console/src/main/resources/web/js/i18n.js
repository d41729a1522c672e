// Two languages, one switch. Words live in words/*.js; texts that come from the server carry both languages.
import { ref } from './vue.js';
import zh from './words/zh.js';
import en from './words/en.js';

const WORDS = { zh, en };
const KEY = 'geshao.language';

function remembered() {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh'; // storage is forbidden: Chinese, and not remembered
  }
}

export const language = ref(remembered());
document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';

export function switchLanguage() {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  try {
    localStorage.setItem(KEY, language.value);
  } catch {
    // see remembered()
  }
}

/** The words for a key; `{name}` is replaced from the parameters. A key without words shows itself. */
export function t(key, parameters = {}) {
  const words = WORDS[language.value][key];
  if (words === undefined) {
    return key;
  }
  return words.replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? '');
}

/** The words for a code of an open list (`metric.co`), or the code itself if the list has grown since. */
export function word(list, code) {
  return WORDS[language.value][`${list}.${code}`] ?? code;
}

/** A bilingual text from the server in the current language, else in the other one. */
export function pick(text) {
  if (!text) {
    return '';
  }
  return text[language.value] || text.zh || text.en || '';
}
