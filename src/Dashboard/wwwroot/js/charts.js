// Draws ChartOptions with ApexCharts. New data goes in by series; the chart is built once.
let library;

function load(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => done(window.ApexCharts);
    script.onerror = () => { library = undefined; failed(new Error('The chart library did not load.')); };
    document.head.append(script);
  });
  return library;
}

// The library writes names, categories, titles and what formatters return into the page as HTML in some places, as text in others.
// Everything goes to it through here: a word joiner (no width) behind each < and & leaves them what they are, characters, in both.
const opens = /[<&](?!\u2060)/g;

function textOnly(value) {
  if (typeof value === 'string') return value.replace(opens, '$&\u2060');
  if (typeof value === 'function') return (...given) => textOnly(value(...given));
  if (Array.isArray(value)) return value.map(textOnly);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textOnly(inner)]));
  return value;
}

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// In the reader's language: every chart brings them.
let words;

function say(value, number) {
  if (value === null || value === undefined || !isFinite(value)) return words.missing;
  if (number === 'percent') return (value * 100).toFixed(Math.abs(value) >= .9995 ? 0 : 1) + ' %';
  if (number === 'whole') return Math.round(value).toLocaleString('en-US');
  if (number === 'seconds') return value < 60 ? `${+value.toFixed(value < 10 ? 1 : 0)} ${words.seconds}` : `${+(value / 60).toFixed(1)} ${words.minutes}`;
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < .001) return value.toExponential(1).replace('e+', 'e');
  return size < 10 ? String(+value.toPrecision(3)) : size < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
}

const axis = (value, number) => number === 'percent' && value !== null && isFinite(value) ? `${Math.round(value * 100)} %` : say(value, number);

const rough = (value, number) => number === 'percent' ? `${+(value * 100).toPrecision(2)} %` : String(+value.toPrecision(2));

// A label at an edge stands beside its point, within the chart.
function side(o, x) {
  if (o.xMax === null) return 'middle';
  const [from, reach] = [o.xMin ?? 0, (o.xMax - (o.xMin ?? 0)) * .1];
  return x > o.xMax - reach ? 'end' : x < from + reach ? 'start' : 'middle';
}

function annotations(o) {
  return {
    xaxis: [
      ...o.bands.map((b, i) => ({
        x: b.from, x2: b.to, fillColor: css(b.strong ? '--accent' : '--text-3'), opacity: b.strong ? .09 : .05, borderColor: 'transparent',
        label: { text: b.label, orientation: 'horizontal', position: 'top', textAnchor: 'start', offsetX: 6, offsetY: 2 + (i % 2) * 14, borderWidth: 0, style: { background: 'transparent', color: css('--text-3'), fontSize: '11px', padding: { left: 0, right: 0, top: 0, bottom: 0 } } },
      })),
      ...o.ticks.map(t => ({
        x: t.x, borderColor: css('--warning'), strokeDashArray: 3, opacity: .9,
        label: { text: t.label, orientation: 'horizontal', position: 'bottom', textAnchor: side(o, t.x), offsetX: { start: 4, middle: 0, end: -4 }[side(o, t.x)], offsetY: -6, borderWidth: 0, style: { background: css('--surface'), color: css('--warning'), fontSize: '10.5px', padding: { left: 3, right: 3, top: 0, bottom: 0 } } },
      })),
    ],
    points: o.marks.map(m => ({
      x: m.x, y: toY(o, m.y), marker: { size: 6, fillColor: css('--surface'), strokeColor: css(m.color), strokeWidth: 2.5, radius: 6 },
      label: { text: m.label, textAnchor: side(o, m.x), offsetY: -8, borderWidth: 0, style: { background: css('--surface'), color: css('--text'), fontSize: '11px', fontWeight: 600, padding: { left: 3, right: 3, top: 1, bottom: 1 } } },
    })),
  };
}

const isBar = o => o.kind === 'bar';
// Of a scatter, what has dashes is a line beside the points.
const isPoints = (o, s) => o.kind === 'scatter' && !s.dash;

// A logarithmic axis is drawn from logarithms: the library's own one fails on open ends.
const toY = (o, y) => o.logY && y !== null ? Math.log10(y) : y;
const fromY = (o, v) => o.logY && v !== null ? 10 ** v : v;
const series = o => isBar(o)
  ? o.series.map(s => ({ name: s.name, data: s.points.map(p => p.y) }))
  : o.series.map(s => ({ name: s.name, data: s.points.map(p => ({ x: p.x, y: toY(o, p.y) })) }));

// Everything but the data: redrawn only when it changed.
function look(o) {
  const colors = o.series.map(s => css(s.color));
  const text = css('--text-3');
  return {
    colors,
    stroke: { curve: 'straight', width: isBar(o) ? 0 : o.series.map(s => isPoints(o, s) ? 0 : s.faint ? 1 : 2), dashArray: o.series.map(s => s.dash) },
    fill: { type: 'solid', opacity: isBar(o) ? 1 : o.series.map(s => s.faint ? .25 : 1) },
    annotations: annotations(o),
    xaxis: isBar(o)
      ? { type: 'category', categories: o.categories, axisBorder: { show: false }, axisTicks: { show: false }, labels: { trim: !o.horizontal, style: { colors: text, fontSize: '11.5px' }, ...(o.horizontal ? { formatter: v => axis(+v, o.yNumber) } : {}) } }
      : {
          type: 'numeric', min: o.xMin ?? undefined, max: o.xMax ?? undefined, decimalsInFloat: 0, tooltip: { enabled: false },
          tickAmount: steps(o.xMin, o.xMax, o.xStep), stepSize: o.xStep ?? undefined,
          axisBorder: { color: css('--border-strong') }, axisTicks: { show: false },
          title: { text: o.xTitle ?? undefined, offsetY: -4, style: { color: text, fontSize: '11.5px', fontWeight: 500 } },
          labels: { formatter: v => axis(+v, o.xNumber), style: { colors: text, fontSize: '11.5px' }, hideOverlappingLabels: true, rotate: 0 },
        },
    yaxis: {
      min: o.yMin ?? undefined, max: o.yMax ?? undefined, forceNiceScale: o.yMax === null, tickAmount: steps(o.yMin, o.yMax, o.yStep) ?? 4, stepSize: o.yStep ?? undefined,
      title: { text: o.yTitle ?? undefined, style: { color: text, fontSize: '11.5px', fontWeight: 500 } },
      labels: { minWidth: 40, maxWidth: isBar(o) && o.horizontal ? 180 : 80, formatter: isBar(o) && o.horizontal ? undefined : v => o.logY ? rough(10 ** v, o.yNumber) : axis(v, o.yNumber), style: { colors: text, fontSize: '11.5px' } },
    },
    grid: { borderColor: css('--border'), strokeDashArray: 0, padding: { left: 8, right: 14, top: -12, bottom: -6 }, xaxis: { lines: { show: isBar(o) && o.horizontal } }, yaxis: { lines: { show: !(isBar(o) && o.horizontal) } } },
    legend: { show: false },
    tooltip: {
      theme: false, shared: !isBar(o) && o.kind !== 'scatter', intersect: isBar(o) || o.kind === 'scatter', fillSeriesColor: false,
      x: { formatter: (v, c) => isBar(o) ? (o.categories[c?.dataPointIndex] ?? v) : `${o.xTitle ?? ''} ${say(+v, o.xNumber)}`.trim() }, y: { formatter: v => say(fromY(o, v), o.yNumber) },
      enabledOnSeries: o.series.some(s => s.faint) ? o.series.flatMap((s, i) => s.faint ? [] : [i]) : undefined,
    },
    markers: { size: o.series.map(s => isPoints(o, s) ? 5 : o.kind === 'scatter' || s.faint ? 0 : s.points.length <= 1 ? 4 : 0), strokeWidth: 0, hover: { size: 4 } },
  };
}

// As a click on a link: the page's own navigation takes it.
function open(o, index) {
  const x = index < 0 ? undefined : o.series.find(s => !s.faint && s.points[index])?.points[index].x;
  if (!o.link || x === undefined) return;
  const link = document.createElement('a');
  link.href = o.link.replace('{x}', encodeURIComponent(x));
  document.body.append(link);
  link.click();
  link.remove();
}

function steps(low, high, step) {
  return low === null || high === null || step === null ? undefined : Math.max(1, Math.round((high - low) / step));
}

export async function create(element, libraryAddress, json, height) {
  const ApexCharts = await load(libraryAddress);
  // The page was left while the library came.
  if (!element?.isConnected) return { update() {}, append() {}, destroy() {} };
  let options = JSON.parse(json);
  words = options.words;
  let drawnLook = lookKey(options);
  const chart = new ApexCharts(element, textOnly({
    chart: {
      // Points are a line of no width, so that a line can stand beside them.
      type: options.kind === 'scatter' ? 'line' : options.kind, height, animations: { enabled: false }, toolbar: { show: false }, zoom: { enabled: false }, background: 'transparent', fontFamily: 'inherit',
      events: { click: (_, drawn, at) => open(options, at?.dataPointIndex ?? -1) },
      group: options.group ?? undefined, id: options.group ? `${options.group}-${Math.random().toString(36).slice(2)}` : undefined, redrawOnParentResize: true,
    },
    plotOptions: { bar: { horizontal: options.horizontal, borderRadius: 2, barHeight: '62%', columnWidth: '62%' } },
    dataLabels: { enabled: false },
    noData: { text: options.noData, style: { color: css('--text-3'), fontSize: '12.5px' } },
    series: series(options),
    ...look(options),
  }));
  await chart.render();

  const recolour = new MutationObserver(() => chart.updateOptions(textOnly(look(options)), false, false, false));
  recolour.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

  const show = next => {
    options = next;
    words = options.words;
    const key = lookKey(options);
    if (key === drawnLook) return void chart.updateSeries(textOnly(series(options)), false);
    drawnLook = key;
    // The last false: charts of one group share their hover, not their axes.
    chart.updateOptions(textOnly({ series: series(options), ...look(options) }), false, false, false);
  };

  return {
    update(next) {
      show(JSON.parse(next));
    },
    // The same series, with the points that came since.
    append(next) {
      const more = JSON.parse(next);
      show({ ...more, series: more.series.map((s, i) => ({ ...s, points: options.series[i].points.concat(s.points) })) });
    },
    destroy() {
      recolour.disconnect();
      chart.destroy();
    },
  };
}

function lookKey(o) {
  return JSON.stringify({ ...o, series: o.series.map(s => [s.name, s.color, s.dash, s.faint, s.points.length <= 1]) });
}
