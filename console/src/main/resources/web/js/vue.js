// The one place that names the version: everything else imports from here. The runtime build has no template
// compiler, so the page runs under a policy that forbids eval.
export * from '/webjars/vue/3.5.26/dist/vue.runtime.esm-browser.prod.js';
