// Updates the page's numbers. The page's data- attributes say where each belongs; this script formats numbers and draws charts.
const pageUrl = location.pathname + location.search;
const svgNamespace = 'http://www.w3.org/2000/svg';
const unknown = '–';
const secondsBeforeRetry = 5;

// Formats numbers for people to read, as the server does for the first rendering.
const decimals = [0, 1, 2].map(most => new Intl.NumberFormat('en', { maximumFractionDigits: most }));
const ageDecimal = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const count = value => decimals[0].format(value);

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) {
    value /= 1024;
  }
  return `${decimals[value < 10 ? 2 : value < 100 ? 1 : 0].format(value)} ${units[unit]}`;
}

function age(seconds) {
  const whole = Math.floor;
  return seconds < 10 ? `${ageDecimal.format(seconds)} s`
    : seconds < 60 ? `${whole(seconds)} s`
    : seconds < 3600 ? `${whole(seconds / 60)} min ${whole(seconds % 60)} s`
    : seconds < 86400 ? `${whole(seconds / 3600)} h ${whole(seconds % 3600 / 60)} min`
    : `${whole(seconds / 86400)} d ${whole(seconds % 86400 / 3600)} h`;
}

const forms = {
  count,
  bytes,
  age,
  size: value => value === 0 ? 'larger' : bytes(value),
  percent: share => `${decimals[2].format(share * 100)} %`,
  rate: perSecond => `${decimals[perSecond < 10 ? 1 : 0].format(perSecond)}/s`,
  time: text => `${new Date(text).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
};

// Puts a snapshot into the page. Names come from users, so they are only ever set as text.
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function showField(element, item) {
  const { field, form, alarmAbove } = element.dataset;
  const value = field === '' ? item : item[field];
  setText(element, value === null || value === undefined ? unknown : form ? forms[form](value) : String(value));
  if (form === 'bytes') {
    element.title = value === null ? '' : `${count(value)} bytes`;
  }
  if (alarmAbove !== undefined) {
    element.toggleAttribute('data-alarm', value > Number(alarmAbove));
  }
}

function own(root, selector) {
  return [...root.querySelectorAll(selector)].filter(element => element.parentElement.closest('[data-item]') === root);
}

function show(root, item) {
  if ('field' in root.dataset) {
    showField(root, item);
  }
  for (const element of own(root, '[data-field]:not([data-item=""])')) {
    showField(element, item);
  }
  for (const list of own(root, '[data-list]')) {
    showList(list, item[list.dataset.list]);
  }
  for (const part of own(root, '[data-item]:not([data-item=""])')) {
    show(part, item[part.dataset.item]);
  }
}

function showList(list, items) {
  const { template, by } = list.dataset;
  const known = new Map([...list.children].map((element, place) => [element.dataset.key ?? String(place), element]));
  items.forEach((item, place) => {
    const key = String(by ? item[by] : place);
    const element = known.get(key) ?? create(template, key, item);
    known.delete(key);
    if (list.children[place] !== element) {
      list.insertBefore(element, list.children[place] ?? null);
    }
    show(element, item);
  });
  known.forEach(element => element.remove());
}

function create(template, key, item) {
  const element = document.getElementById(template).content.firstElementChild.cloneNode(true);
  element.dataset.key = key;
  for (const part of own(element, '[data-set]')) {
    const [name, pattern] = part.dataset.set.split(' ');
    part.setAttribute(name, pattern.replace('{id}', item.id));
  }
  enableTrim(element);
  return element;
}

// Charts: rented bytes at the bottom, idle bytes on top of them.
let latest = null;
let points = [];

function remember(snapshot) {
  const point = (at, pools) => ({ at: Date.parse(at), pools: pools.map(({ id, bytesHeld, bytesRented }) => ({ id, bytesHeld, bytesRented })) });
  points = [...snapshot.history?.map(({ at, pools }) => point(at, pools)) ?? points, point(snapshot.takenAt, snapshot.pools)].slice(-snapshot.historyLength);
  latest = snapshot;
}

function draw(tag, attributes, text) {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.textContent = text ?? '';
  return element;
}

function seriesOf(chart) {
  return points.map(({ at, pools }) => {
    const shown = chart === 'all' ? pools : pools.filter(pool => String(pool.id) === chart);
    return { at, held: shown.reduce((sum, pool) => sum + pool.bytesHeld, 0), rented: shown.reduce((sum, pool) => sum + pool.bytesRented, 0) };
  });
}

// Nothing is recorded while no page is open: the chart has a gap there.
function stretches(series, longest) {
  const parts = [];
  series.forEach((point, place) => {
    if (place === 0 || point.at - series[place - 1].at > longest) {
      parts.push([]);
    }
    parts.at(-1).push(point);
  });
  return parts;
}

function drawChart(svg, { updateSeconds, historyLength }) {
  const width = svg.clientWidth, height = svg.clientHeight, bottom = height - 18, top = 8;
  const series = seriesOf(svg.dataset.chart);
  const highest = Math.max(1024, ...series.map(point => point.held));
  const step = 2 ** Math.ceil(Math.log2(highest / 3));
  const ceiling = step * Math.ceil(highest / step);
  const span = historyLength * updateSeconds * 1000;
  const x = at => (width * (1 - (series.at(-1).at - at) / span)).toFixed(1);
  const y = value => (bottom - (bottom - top) * value / ceiling).toFixed(1);
  const parts = [];
  for (const stretch of stretches(series, 2500 * updateSeconds)) {
    const line = value => stretch.map(point => `${x(point.at)},${y(value(point))}`).join(' ');
    const ends = `${x(stretch.at(-1).at)},${bottom} ${x(stretch[0].at)},${bottom}`;
    parts.push(draw('polygon', { class: 'idle', points: `${line(point => point.held)} ${ends}` }));
    parts.push(draw('polygon', { class: 'rented', points: `${line(point => point.rented)} ${ends}` }));
    parts.push(draw('polyline', { class: 'held', points: line(point => point.held) }));
  }
  for (let value = 0; value <= ceiling; value += step) {
    parts.push(draw('line', { class: 'grid', x1: 0, x2: width, y1: y(value), y2: y(value) }));
    if (value > 0) {
      parts.push(draw('text', { x: 4, y: Number(y(value)) + 13 }, bytes(value)));
    }
  }
  parts.push(draw('text', { x: 4, y: height - 4 }, `${age(span / 1000)} ago`));
  parts.push(draw('text', { x: width - 4, y: height - 4, 'text-anchor': 'end' }, 'now'));
  svg.replaceChildren(...parts);
}

function drawCharts() {
  if (latest) {
    document.querySelectorAll('svg[data-chart]').forEach(svg => drawChart(svg, latest));
  }
}

// The connection.
const state = document.getElementById('state');
const pause = document.getElementById('pause');
const result = document.getElementById('result');
const isPaused = () => pause.getAttribute('aria-pressed') === 'true';

function showState(name, text) {
  document.body.dataset.state = name;
  setText(state, text);
}

function showLive() {
  showState(isPaused() ? 'paused' : 'live', isPaused() ? 'Paused' : 'Live');
}

function render() {
  if (latest && !isPaused()) {
    show(document.body, latest);
    drawCharts();
  }
}

function listen() {
  const events = new EventSource(pageUrl);
  events.addEventListener('snapshot', event => {
    remember(JSON.parse(event.data));
    showLive();
    render();
  });
  events.addEventListener('error', () => {
    showState('lost', 'Connection lost: the numbers are out of date. Reconnecting.');
    // The browser reconnects by itself, unless it was refused.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, secondsBeforeRetry * 1000);
    }
  });
}

// Buttons.
async function trim(button) {
  button.disabled = true;
  try {
    const query = button.dataset.trim ? `?pool=${button.dataset.trim}` : '';
    const response = await fetch(`${document.body.dataset.folder}trim${query}`, { method: 'POST', headers: { 'X-Tidepool': 'trim' } });
    setText(result, response.ok ? `Trimmed: ${bytes((await response.json()).bytesGivenUp)} released` : `Not trimmed: ${await response.text()}`);
  } catch {
    setText(result, 'Not trimmed: no connection.');
  } finally {
    button.disabled = false;
    button.focus();
  }
}

function enableTrim(root) {
  for (const button of root.querySelectorAll('[data-trim]')) {
    button.hidden = false;
    button.addEventListener('click', () => trim(button));
  }
}

pause.hidden = false;
pause.addEventListener('click', () => {
  pause.setAttribute('aria-pressed', String(!isPaused()));
  setText(pause, isPaused() ? 'Resume' : 'Pause');
  showLive();
  render();
});
enableTrim(document);
new ResizeObserver(drawCharts).observe(document.body);
showState('connecting', 'Connecting');
listen();
