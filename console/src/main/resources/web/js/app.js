// Starts the page: login card or wall.
import { createApp, h } from './vue.js';
import { LoginCard } from './components/login-card.js';
import { Wall } from './components/wall.js';
import { boot } from './session.js';
import { state } from './store.js';

const App = {
  setup: () => () => (state.phase === 'wall' ? h(Wall) : h(LoginCard)),
};

createApp(App).mount('#app');
boot();
