// OpenLayers behind six verbs. Knows no Vue: the map view tells it what to show.
import { openCase, openDevice, openGroup } from './actions.js';
import { rank, whatOf, whereOf } from './store.js';
import { styles } from './map-style.js';

const CASE_ZOOM = 18;
const FAR_CLUSTER_PIXELS = 76; // from afar the ground matters more than the count
const NEAR_CLUSTER_PIXELS = 34;
const NEAR_RESOLUTION = 0.8; // metres per pixel
const STILL = window.matchMedia('(prefers-reduced-motion: reduce)');

export function createMap(ol, target) {
  const look = styles(ol);
  const json = new ol.format.GeoJSON({ featureProjection: 'EPSG:3857' });
  const groundSource = new ol.source.Vector();
  const deviceSource = new ol.source.Vector();
  const clusters = new ol.source.Cluster({ source: deviceSource, distance: FAR_CLUSTER_PIXELS, minDistance: 24 });
  const severities = new Map(); // of the worst open case, by building path
  const markers = new Map(); // case number to overlay
  const wanted = { home: true, community: '', flown: null };

  const worst = (path) => severities.get(path);
  const layers = ['community', 'green', 'water', 'parking', 'road', 'underpass', 'building', 'grid'];
  const order = (feature) => layers.indexOf(feature.get('type') ?? feature.get('level'));
  const ground = new ol.layer.Vector({
    source: groundSource,
    style: look.ground(worst),
    renderOrder: (one, other) => order(one) - order(other),
    updateWhileInteracting: true,
    updateWhileAnimating: true,
  });
  const names = new ol.layer.Vector({ source: groundSource, style: look.names, declutter: true });
  const devices = new ol.layer.Vector({ source: clusters, style: look.devices, updateWhileInteracting: true, updateWhileAnimating: true });
  const view = new ol.View({ center: [0, 0], zoom: 2, maxZoom: 20.5, enableRotation: false, smoothExtentConstraint: true });
  const map = new ol.Map({
    target,
    layers: [ground, devices, names],
    view,
    controls: [],
    interactions: ol.interaction.defaults.defaults({ altShiftDragRotate: false, pinchRotate: false }),
  });

  function extentOf(community) {
    const features = groundSource.getFeatures().filter((feature) =>
      !community || (feature.get('path') ?? '').split('/')[2] === community);
    const extent = ol.extent.createEmpty();
    features.forEach((feature) => ol.extent.extend(extent, feature.getGeometry().getExtent()));
    if (ol.extent.isEmpty(extent)) {
      deviceSource.getFeatures().forEach((feature) => ol.extent.extend(extent, feature.getGeometry().getExtent()));
    }
    return ol.extent.isEmpty(extent) ? null : extent;
  }

  function home(community = '', quick = false) {
    wanted.community = community;
    const extent = extentOf(community);
    const size = map.getSize();
    if (!extent || !size || size[0] === 0) {
      wanted.home = true; // done as soon as there is something to see and room to see it
      return;
    }
    wanted.home = false;
    view.fit(extent, { padding: [44, 28, 52, 28], maxZoom: 18, duration: quick || STILL.matches ? 0 : 500 });
  }

  map.on('moveend', () => {
    const pixels = view.getResolution() > NEAR_RESOLUTION ? FAR_CLUSTER_PIXELS : NEAR_CLUSTER_PIXELS;
    if (clusters.getDistance() !== pixels) {
      clusters.setDistance(pixels);
    }
  });

  map.on('change:size', () => {
    if (wanted.home) {
      home(wanted.community, true);
    }
    if (wanted.later) {
      const later = wanted.later;
      wanted.later = null;
      flyTo(later);
    }
  });

  function flyTo(point) {
    const size = map.getSize();
    if (!size || size[0] === 0) {
      wanted.later = point; // the map is a tab that is not open
      return;
    }
    if (wanted.flown === point.serial) {
      return;
    }
    wanted.flown = point.serial;
    wanted.home = false;
    const center = ol.proj.fromLonLat([point.longitude, point.latitude]);
    const zoom = Math.max(CASE_ZOOM, view.getZoom() ?? 0);
    const drawer = document.querySelector('.drawer');
    const covered = drawer ? Math.max(0, target.getBoundingClientRect().right - drawer.parentElement.getBoundingClientRect().right + drawer.offsetWidth) : 0;
    center[0] += (Math.min(covered, size[0] / 2) / 2) * view.getResolutionForZoom(zoom);
    view.cancelAnimations();
    if (STILL.matches) {
      view.setCenter(center);
      view.setZoom(zoom);
    } else {
      view.animate({ center, zoom, duration: 700 });
    }
  }

  map.on('singleclick', (event) => {
    const cluster = map.forEachFeatureAtPixel(event.pixel, (feature) => feature, {
      layerFilter: (layer) => layer === devices, hitTolerance: 6,
    });
    const members = cluster?.get('features') ?? [];
    if (members.length === 1) {
      openDevice(members[0].get('id'));
    } else if (members.length > 1) {
      const extent = ol.extent.boundingExtent(members.map((member) => member.getGeometry().getCoordinates()));
      const metres = Math.max(ol.extent.getWidth(extent), ol.extent.getHeight(extent));
      if (view.getZoom() >= 19.5 || metres < 6) {
        openGroup(members.map((member) => member.get('id')));
      } else {
        view.fit(extent, { padding: [90, 90, 90, 90], maxZoom: 20, duration: STILL.matches ? 0 : 350 });
      }
    }
  });

  map.on('pointermove', (event) => {
    if (!event.dragging) {
      target.classList.toggle('pointing', map.hasFeatureAtPixel(event.pixel, { layerFilter: (layer) => layer === devices }));
    }
  });

  function showGround(features) {
    groundSource.clear();
    groundSource.addFeatures(json.readFeatures(features).filter((feature) => feature.getGeometry()));
    if (wanted.home) {
      home(wanted.community, true);
    }
  }

  /** @param hidden kinds that somebody does not want to see; alarms are not devices and stay */
  function showDevices(features, hidden) {
    deviceSource.clear(true);
    deviceSource.addFeatures(json.readFeatures(features).filter((feature) => !hidden.has(feature.get('kind'))));
    if (wanted.home) {
      home(wanted.community, true);
    }
  }

  function marker(item) {
    const element = document.createElement('button');
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      openCase(element.item);
    });
    const overlay = new ol.Overlay({ element, positioning: 'center-center', stopEvent: true });
    map.addOverlay(overlay);
    markers.set(item.number, overlay);
    return overlay;
  }

  /** @param pick chooses the language of a text */
  function showCases(items, pick) {
    const before = [...severities].join();
    severities.clear();
    const listed = new Set();
    for (const item of items) {
      listed.add(item.number);
      const codes = item.place.split('/');
      for (let depth = 5; depth <= codes.length; depth += 1) {
        const path = codes.slice(0, depth).join('/');
        if (!severities.has(path) || rank(item.severity) < rank(severities.get(path))) {
          severities.set(path, item.severity);
        }
      }
      const overlay = markers.get(item.number) ?? marker(item);
      const element = overlay.getElement();
      const title = `${pick(whereOf(item))}\n${pick(whatOf(item))}`;
      if (element.item === item && element.title === title) {
        continue;
      }
      element.item = item;
      element.className = `case-marker ${item.severity}${item.ackedBy ? '' : ' unacked'}${item.drill ? ' drill' : ''}`;
      element.title = title;
      element.setAttribute('aria-label', title);
      overlay.getElement().parentElement.classList.toggle('over', item.severity === 'S1');
      overlay.setPosition(ol.proj.fromLonLat([item.point.longitude, item.point.latitude]));
    }
    for (const [number, overlay] of markers) {
      if (!listed.has(number)) {
        map.removeOverlay(overlay);
        markers.delete(number);
      }
    }
    if ([...severities].join() !== before) {
      ground.changed();
    }
  }

  function mark(number) {
    for (const [known, overlay] of markers) {
      overlay.getElement().toggleAttribute('data-chosen', known === number);
    }
  }

  function zoom(step) {
    view.animate({ zoom: view.getZoom() + step, duration: STILL.matches ? 0 : 200 });
  }

  function redraw() {
    ground.changed();
    names.changed();
  }

  return { showGround, showDevices, showCases, mark, flyTo, home, zoom, redraw, end: () => map.setTarget(null) };
}
