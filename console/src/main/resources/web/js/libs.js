// The two large libraries are fetched only when something needs them, so that the login card is there at once.

function script(address, name) {
  let pending = null;
  return () => {
    if (!pending) {
      pending = new Promise((resolve, reject) => {
        const tag = document.createElement('script');
        tag.src = address;
        tag.onload = () => resolve(window[name]);
        tag.onerror = () => {
          pending = null;
          tag.remove();
          reject(new Error(`could not load ${address}`));
        };
        document.head.append(tag);
      });
    }
    return pending;
  };
}

export const loadOpenLayers = script('/webjars/ol/10.7.0/dist/ol.js', 'ol');
export const loadECharts = script('/webjars/echarts/5.5.0/echarts.min.js', 'echarts');
