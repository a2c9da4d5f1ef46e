'use strict';
(function () {
  var NS = 'http://www.w3.org/2000/svg';

  function forward(axis, v) { return axis.k === 'log' ? Math.log10(v) : v; }
  function position(axis, v) {
    var a = forward(axis, axis.a), b = forward(axis, axis.b);
    return axis.p + (forward(axis, v) - a) / (b - a) * (axis.q - axis.p);
  }
  function usable(axis, v) { return v !== null && isFinite(v) && (axis.k !== 'log' || v > 0); }
  function number(v) {
    if (v === 0) return '0';
    var size = Math.abs(v), text = size >= 1e6 || size < 1e-4 ? v.toExponential(4) : String(parseFloat(v.toPrecision(6)));
    return text.replace(/-/g, '\u2212');
  }
  function make(name, attributes, parent) {
    var element = document.createElementNS(NS, name);
    for (var key in attributes) element.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(element);
    return element;
  }
  function data(figure, kind) {
    var script = figure.querySelector('script[data-kind="' + kind + '"]');
    if (script && !script.parsed) script.parsed = JSON.parse(script.textContent);
    return script ? script.parsed : null;
  }

  // Values under the pointer: the nearest abscissa of each series, a dot on it, and a line through it.
  function readOut(figure) {
    var panels = data(figure, 'panels'), svg = figure.querySelector('svg'), plot = figure.querySelector('.plot');
    if (!panels || !panels.some(function (p) { return p.s.length; })) return;
    var overlay = make('g', { 'pointer-events': 'none' }, svg), tip = document.createElement('div');
    tip.className = 'tip';
    tip.hidden = true;
    plot.appendChild(tip);
    svg.setAttribute('tabindex', '0');
    function clear() { overlay.textContent = ''; tip.hidden = true; }
    function show(panel, px, py) {
      overlay.textContent = '';
      tip.textContent = '';
      var best = null;
      panel.s.forEach(function (series) {
        series.at = -1;
        var least = Infinity;
        for (var i = 0; i < series.x.length; i++) {
          if (!usable(panel.x, series.x[i])) continue;
          var distance = Math.abs(position(panel.x, series.x[i]) - px);
          if (distance < least) { least = distance; series.at = i; }
        }
        if (series.at >= 0 && (best === null || least < best.least)) best = { least: least, x: series.x[series.at] };
      });
      if (best === null) return clear();
      var line = position(panel.x, best.x);
      make('path', { d: 'M' + line + ' ' + panel.y.p + 'V' + panel.y.q, stroke: '#444', 'stroke-width': 0.8, 'stroke-dasharray': '3 2' }, overlay);
      var head = document.createElement('div');
      head.textContent = panel.l + ': ' + number(best.x);
      tip.appendChild(head);
      panel.s.forEach(function (series) {
        if (series.at < 0) return;
        var y = series.y[series.at], x = series.x[series.at];
        // A series that has no point near the line is not part of this reading.
        if (Math.abs(position(panel.x, x) - line) > 6) return;
        if (usable(panel.y, y)) make('circle', { cx: position(panel.x, x), cy: position(panel.y, y), r: 4, fill: series.c, stroke: '#fff', 'stroke-width': 1.2 }, overlay);
        var row = document.createElement('div'), dot = document.createElement('i');
        dot.style.background = series.c;
        row.appendChild(dot);
        row.appendChild(document.createTextNode(series.n + ': ' + (y === null ? 'not finite' : number(y))));
        tip.appendChild(row);
      });
      tip.hidden = false;
      var box = svg.getBoundingClientRect(), outer = plot.getBoundingClientRect(), zoom = box.width / svg.viewBox.baseVal.width;
      var left = box.left - outer.left + line * zoom + 12;
      if (left + tip.offsetWidth > outer.width) left -= tip.offsetWidth + 24;
      tip.style.left = Math.max(0, left) + 'px';
      // At the end of the panel away from the pointer.
      var above = box.top - outer.top + panel.y.q * zoom + 8, below = box.top - outer.top + panel.y.p * zoom - tip.offsetHeight - 8;
      tip.style.top = (py < (panel.y.p + panel.y.q) / 2 ? below : above) + 'px';
      svg.reading = { panel: panel, x: best.x };
    }
    svg.addEventListener('pointermove', function (event) {
      var box = svg.getBoundingClientRect(), zoom = box.width / svg.viewBox.baseVal.width;
      var x = (event.clientX - box.left) / zoom, y = (event.clientY - box.top) / zoom;
      var panel = panels.find(function (p) { return x >= p.x.p - 4 && x <= p.x.q + 4 && y >= p.y.q - 4 && y <= p.y.p + 4; });
      if (panel && panel.s.length) show(panel, x, y); else clear();
    });
    svg.addEventListener('pointerleave', clear);
    svg.addEventListener('blur', clear);
    svg.addEventListener('keydown', function (event) {
      var by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (!by) return;
      event.preventDefault();
      var reading = svg.reading || { panel: panels.find(function (p) { return p.s.length; }), x: null };
      var all = reading.panel.s[0].x, at = reading.x === null ? (by > 0 ? -1 : all.length) : all.reduce(function (b, v, i) { return Math.abs(v - reading.x) < Math.abs(all[b] - reading.x) ? i : b; }, 0);
      at = Math.min(all.length - 1, Math.max(0, at + by));
      show(reading.panel, position(reading.panel.x, all[at]), reading.panel.y.p);
    });
  }

  // The histogram of the step under the slider, redrawn from its counts.
  function scrubHistogram(figure) {
    var all = data(figure, 'histograms'), panels = data(figure, 'panels');
    if (!all) return;
    var panel = panels[0], svg = figure.querySelector('svg'), input = figure.querySelector('input'), output = figure.querySelector('output');
    var clip = svg.querySelector('clipPath').id, group = make('g', { 'clip-path': 'url(#' + clip + ')' });
    svg.insertBefore(group, svg.querySelector('g'));
    // The histogram on show is read out like the series drawn beforehand.
    var live = { c: '#0072B2' };
    panel.s.unshift(live);
    var area = make('path', { fill: '#0072B2', 'fill-opacity': 0.4 }, group), outline = make('path', { fill: 'none', stroke: '#0072B2', 'stroke-width': 1.1 }, group);
    // The largest singular values of the step: ticks on the axis, the first one with its value.
    var ticks = make('path', { stroke: '#AA3377', 'stroke-width': 1.4 }, group), label = make('text', { 'font-size': 11, fill: '#AA3377', 'text-anchor': 'end', stroke: '#fff', 'stroke-width': 3, 'paint-order': 'stroke' }, group);
    function mark(h) {
      var path = '', bottom = panel.y.p;
      h.t.forEach(function (s, i) {
        if (!usable(panel.x, s * s)) return;
        var x = position(panel.x, s * s);
        path += 'M' + x.toFixed(2) + ' ' + bottom + 'v' + (i ? -9 : -22);
        if (i) return;
        label.setAttribute('x', (x - 6).toFixed(2));
        label.setAttribute('y', bottom - 13);
        label.textContent = '\u03c3\u2081 = ' + number(+s.toPrecision(4));
      });
      ticks.setAttribute('d', path);
      output.textContent = 'step ' + h.s + (h.t.length > 1 && h.t[1] > 0 ? ', \u03c3\u2081/\u03c3\u2082 = ' + number(+(h.t[0] / h.t[1]).toPrecision(3)) : '');
    }
    function draw() {
      var h = all[+input.value], n = h.c.length, total = 0, i;
      for (i = 0; i < n; i++) total += h.c[i];
      var width = (h.b - h.a) / n, path = '', bottom = panel.y.p;
      live.n = 'step ' + h.s;
      live.x = h.c.map(function (c, k) { return Math.pow(10, h.a + (k + 0.5) * width); });
      live.y = h.c.map(function (c) { return total ? c / (total * width) : 0; });
      for (i = 0; i < n; i++) {
        var left = position(panel.x, Math.pow(10, h.a + i * width)), right = position(panel.x, Math.pow(10, h.a + (i + 1) * width));
        var y = h.c[i] ? Math.min(bottom, position(panel.y, h.c[i] / (total * width))) : bottom;
        path += (i ? 'V' : 'M' + left.toFixed(2) + ' ' + bottom + 'V') + y.toFixed(2) + 'H' + right.toFixed(2);
      }
      path += 'V' + bottom;
      area.setAttribute('d', path + 'Z');
      outline.setAttribute('d', path);
      mark(h);
    }
    // report.html#step=20 opens at the first step from 20 on.
    function follow() {
      var wanted = /^#step=(\d+)$/.exec(location.hash);
      if (!wanted) return;
      var at = all.findIndex(function (h) { return h.s >= +wanted[1]; });
      input.value = at < 0 ? all.length - 1 : at;
      draw();
      if (figure === document.querySelector('script[data-kind="histograms"]').parentNode) figure.scrollIntoView();
    }
    input.addEventListener('input', draw);
    window.addEventListener('hashchange', follow);
    play(figure, input, draw);
    draw();
    follow();
  }

  // One figure of a sequence at a time.
  function scrubFigures(group) {
    var figures = group.querySelectorAll('figure'), input = group.querySelector('input'), output = group.querySelector('output');
    function draw() {
      figures.forEach(function (figure, i) { figure.hidden = i !== +input.value; });
      output.textContent = 'step ' + figures[+input.value].dataset.step;
    }
    group.querySelector('.scrub').hidden = figures.length < 2;
    input.addEventListener('input', draw);
    play(group, input, draw);
    draw();
  }

  function play(holder, input, draw) {
    var button = holder.querySelector('.play'), timer = 0;
    if (!button) return;
    // Whoever asks for less motion moves the slider by hand or with the arrow keys.
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) { button.remove(); return; }
    button.addEventListener('click', function () {
      if (timer) { clearInterval(timer); timer = 0; button.textContent = 'Play'; return; }
      if (+input.value >= +input.max) input.value = 0;
      draw();
      button.textContent = 'Stop';
      timer = setInterval(function () {
        if (+input.value >= +input.max) { clearInterval(timer); timer = 0; button.textContent = 'Play'; return; }
        input.value = +input.value + 1;
        draw();
      }, Math.max(40, Math.min(500, 8000 / Math.max(1, +input.max))));
    });
  }

  function download(figure) {
    var button = figure.querySelector('button.svg');
    if (!button) return;
    button.addEventListener('click', function () {
      var copy = figure.querySelector('svg').cloneNode(true);
      copy.querySelectorAll('g[pointer-events="none"]').forEach(function (g) { g.remove(); });
      copy.removeAttribute('tabindex');
      var url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
      var link = document.createElement('a');
      link.href = url;
      link.download = figure.dataset.name + '.svg';
      link.click();
      setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
    });
  }

  document.querySelectorAll('.scrub').forEach(function (scrub) { scrub.hidden = false; });
  document.querySelectorAll('button[hidden]').forEach(function (button) { button.hidden = false; });
  document.querySelectorAll('figure').forEach(function (figure) { scrubHistogram(figure); readOut(figure); download(figure); });
  document.querySelectorAll('.sequence').forEach(scrubFigures);
})();
