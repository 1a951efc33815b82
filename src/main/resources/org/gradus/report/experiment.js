"use strict";
(() => {
  const plots = JSON.parse(document.getElementById("plots").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 520px)");
  const colours = 8;
  const marks = ["circle", "triangle", "rect", "rectRot", "star", "crossRot", "cross", "rectRounded"];
  let charts = [];

  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  const short = (value) => {
    const size = Math.abs(value);
    const text = Number(value.toPrecision(4));
    return size !== 0 && (size < 1e-4 || size >= 1e6)
      ? text.toExponential()
      : String(text).replace("-", "\u2212");
  };

  // Powers of ten, as many as there is room for; within two of them also twice and five times.
  const decades = (scale) => {
    const low = Math.log10(scale.min);
    const high = Math.log10(scale.max);
    const factors = high - low < 2 ? [1, 2, 5] : [1];
    const step = Math.max(1, Math.ceil((high - low) / 8));
    scale.ticks = [];
    for (let power = Math.ceil((low - 1) / step) * step; power <= high; power += step) {
      factors
        .map((factor) => factor * 10 ** power)
        .filter((value) => value >= scale.min * 0.999 && value <= scale.max * 1.001)
        .forEach((value) => scale.ticks.push({ value }));
    }
  };

  // A unit gets a line of its own, so that no title is longer than its axis.
  const titled = (axis) => (axis.title.length > 24 ? axis.title.split(/ (?=\()/) : axis.title);

  const scale = (axis, more) => ({
    title: { display: true, text: titled(axis), color: colour("quiet") },
    type: axis.log ? "logarithmic" : "linear",
    min: axis.from === null ? undefined : axis.from,
    max: axis.to === null ? undefined : axis.to,
    grid: { color: colour("line") },
    border: { color: colour("line") },
    afterBuildTicks: axis.log ? decades : undefined,
    ticks: {
      color: colour("quiet"),
      maxRotation: 0,
      autoSkip: !axis.log,
      includeBounds: axis.log,
      maxTicksLimit: narrow.matches ? 6 : 9,
      callback: short,
    },
    ...more,
  });

  // The points from edge to edge, and round numbers between them; nothing between two epochs.
  const fitted = (plot) => {
    const all = plot.series.flatMap((series) => series.x).filter((x) => x !== null);
    const free = !plot.x.log && plot.x.from === null && plot.x.to === null;
    const axis = scale(plot.x, free ? { min: Math.min(...all), max: Math.max(...all) } : {});
    axis.ticks.precision = all.every(Number.isInteger) ? 0 : undefined;
    return axis;
  };

  const points = (series) => series.x.map((x, i) => ({ x, y: series.y[i] }));

  const line = (series, name, more) => ({
    label: series.label,
    data: points(series),
    showLine: true,
    borderColor: colour(name),
    backgroundColor: colour(name),
    borderWidth: 2,
    pointRadius: series.x.length > 40 ? 0 : 2.5,
    pointHoverRadius: 5,
    pointHitRadius: 8,
    tension: 0,
    spanGaps: false,
    clip: 6, // marks at the edge stay whole
    ...more,
  });

  const last = (count, end, others) => (context) => (context.dataIndex === count - 1 ? end : others);

  const drawn = (series, number) => {
    const name = "c" + (number % colours);
    const mark = marks[number % marks.length];
    switch (series.style) {
      case "dashed":
        return line(series, name, { borderDash: [6, 4], pointRadius: 0 });
      case "reference":
        return line(series, "ink", { borderDash: [2, 3], borderWidth: 1.5, pointRadius: 0 });
      case "points":
        return line(series, name, {
          showLine: false,
          pointStyle: mark,
          pointRadius: series.x.length > 60 ? 2.5 : 4,
          backgroundColor: colour(name) + "b0",
          borderWidth: 1,
        });
      case "path":
        return line(series, name, {
          borderWidth: 1.5,
          pointStyle: mark,
          pointRadius: last(series.x.length, 7, series.x.length > 60 ? 0 : 2.5),
        });
      case "bars":
        return {
          label: series.label,
          data: series.y,
          backgroundColor: colour(name),
          borderColor: colour(name),
          maxBarThickness: 48,
        };
      default:
        return line(series, name, {});
    }
  };

  const own = (series) => series.style !== "dashed" && series.style !== "reference";

  // A name has one colour in all plots, the first that no name beside it in any plot has.
  const numbers = new Map();
  plots
    .flatMap((plot) => plot.series.filter(own).map((series) => series.label))
    .filter((name, i, all) => all.indexOf(name) === i)
    .forEach((name) => {
      const taken = plots
        .map((plot) => plot.series.filter(own).map((series) => series.label))
        .filter((names) => names.includes(name))
        .flatMap((names) => names.map((other) => numbers.get(other)));
      let number = 0;
      while (taken.includes(number)) {
        number++;
      }
      numbers.set(name, number);
    });

  // Whether two lines are within a hundredth of the axis of each other nearly everywhere.
  const coincide = (plot, one, other) => {
    const height = (y) => (plot.y.log ? Math.log10(y) : y);
    const shown = plot.series.flatMap((series) => series.y).filter((y) => y !== null).map(height);
    const [from, to] = [plot.y.from, plot.y.to];
    const low = from === null ? shown.reduce((a, b) => Math.min(a, b)) : height(from);
    const high = to === null ? shown.reduce((a, b) => Math.max(a, b)) : height(to);
    const at = new Map(other.x.map((x, i) => [x, other.y[i]]));
    const both = one.x
      .map((x, i) => [one.y[i], at.get(x)])
      .filter(([a, b]) => a !== null && b !== null && b !== undefined);
    const near = both.filter(([a, b]) => Math.abs(height(a) - height(b)) <= 0.01 * (high - low));
    return both.length > 1 && near.length >= 0.9 * Math.max(one.x.length, other.x.length);
  };

  // The first series is drawn last. What lies beneath it shows through gaps, and the legend says so.
  const revealed = (plot, sets) => {
    const groups = [];
    plot.series.forEach((series, i) => {
      if (series.style === "line") {
        const group = groups.find(([first]) => coincide(plot, plot.series[first], series));
        group ? group.push(i) : groups.push([i]);
      }
    });
    groups.forEach((group) =>
      group.forEach((index, layer) => {
        if (layer < group.length - 1) {
          sets[index].borderDash = [8 * (layer + 1), 8 * (group.length - 1 - layer)];
          sets[index].pointRadius = 0;
        }
        if (layer > 0) {
          sets[index].label += " (\u2248 " + plot.series[group[0]].label + ")";
        }
      })
    );
    return sets;
  };

  // A dashed series has the colour of the one before it, and what is compared with has none.
  const datasets = (plot) => {
    let number = 0;
    const sets = plot.series.map((series) => {
      number = own(series) ? numbers.get(series.label) : number;
      return drawn(series, number);
    });
    return revealed(plot, sets);
  };

  const contours = (plot) => ({
    id: "contours",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left, area.top, area.width, area.height);
      ctx.clip();
      ctx.strokeStyle = colour("quiet");
      ctx.lineWidth = 1;
      plot.contours.forEach((pieces, level) => {
        ctx.globalAlpha = 0.25 + (0.45 * level) / Math.max(1, plot.contours.length - 1);
        ctx.beginPath();
        for (let i = 0; i < pieces.length; i += 4) {
          ctx.moveTo(scales.x.getPixelForValue(pieces[i]), scales.y.getPixelForValue(pieces[i + 1]));
          ctx.lineTo(scales.x.getPixelForValue(pieces[i + 2]), scales.y.getPixelForValue(pieces[i + 3]));
        }
        ctx.stroke();
      });
      ctx.restore();
    },
  });

  // Chart.js draws a legend's lines as it draws points: thin, and never dashed.
  const swatch = (chart, set) => {
    const canvas = document.createElement("canvas");
    canvas.width = 26;
    canvas.height = 12;
    const ctx = canvas.getContext("2d");
    ctx.strokeStyle = set.borderColor;
    ctx.fillStyle = set.borderColor;
    if (chart.config.type === "bar") {
      ctx.fillRect(7, 0, 12, 12);
      return canvas;
    }
    ctx.lineWidth = set.borderWidth;
    if (set.showLine) {
      const dash = set.borderDash || [];
      const length = dash.reduce((a, b) => a + b, 0);
      ctx.setLineDash(length > 16 ? dash.map((part) => (part * 12) / length) : dash);
      ctx.beginPath();
      ctx.moveTo(0, 6);
      ctx.lineTo(26, 6);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    if (set.pointStyle) {
      Chart.helpers.drawPoint(ctx, { pointStyle: set.pointStyle, radius: 4, borderWidth: 1 }, 13, 6);
    }
    return canvas;
  };

  const legend = (chart) =>
    Chart.defaults.plugins.legend.labels
      .generateLabels(chart)
      .map((item) => ({ ...item, pointStyle: swatch(chart, chart.data.datasets[item.datasetIndex]) }));

  const tooltip = (plot) => ({
    callbacks: {
      title: (items) =>
        items.length === 0 ? "" : plot.categories[items[0].dataIndex] || plot.x.title + " " + short(items[0].parsed.x),
      label: (item) => " " + item.dataset.label + "  " + short(item.parsed.y),
    },
  });

  const draw = (plot, number) => {
    const bars = plot.categories.length > 0;
    const bottom = {
      type: "category",
      grid: { display: false },
      ticks: { color: colour("quiet"), autoSkip: false, maxRotation: 90 },
    };
    return new Chart(document.getElementById("plot-" + number), {
      type: bars ? "bar" : "scatter",
      data: { labels: bars ? plot.categories : undefined, datasets: datasets(plot) },
      plugins: plot.contours.length > 0 ? [contours(plot)] : [],
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: bars ? "index" : "nearest", intersect: false },
        scales: { x: bars ? scale(plot.x, bottom) : fitted(plot), y: scale(plot.y, {}) },
        plugins: {
          legend: {
            display: true,
            position: "top",
            align: "start",
            labels: {
              color: colour("ink"),
              usePointStyle: true,
              pointStyleWidth: 26,
              boxHeight: 8,
              generateLabels: legend,
            },
          },
          tooltip: tooltip(plot),
        },
      },
    });
  };

  const drawAll = () => {
    charts.forEach((chart) => chart.destroy());
    charts = plots.map(draw);
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  dark.addEventListener("change", drawAll);
  narrow.addEventListener("change", drawAll);
  drawAll();
})();
