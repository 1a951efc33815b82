"use strict";
(() => {
  const run = JSON.parse(document.getElementById("run").textContent);
  const logarithmic = document.getElementById("log-loss");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let charts = [];

  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  const curve = (label, values, name, dash) => ({
    label,
    data: values,
    borderColor: colour(name),
    backgroundColor: colour(name),
    borderWidth: 2,
    borderDash: dash,
    pointRadius: values.length > 40 ? 0 : 2.5,
    pointHoverRadius: 5,
    tension: 0,
    spanGaps: false,
  });

  const curves = (measure, factor) => {
    const scaled = (part) =>
      run[part + measure].map((value) => (value === null ? null : factor * value));
    const all = [curve("train", scaled("train"), "train", [5, 4])];
    if (run["validation" + measure].some((value) => value !== null)) {
      all.push(curve("validation", scaled("validation"), "validation", []));
    }
    all.push(curve("test", scaled("test"), "test", []));
    return all;
  };

  const axis = (title, more) => ({
    title: { display: true, text: title, color: colour("quiet") },
    ticks: { color: colour("quiet"), maxTicksLimit: 9 },
    grid: { color: colour("line") },
    border: { color: colour("line") },
    ...more,
  });

  // Chart.js draws a legend's lines as it draws points: thin, and never dashed.
  const legend = (chart) =>
    Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => {
      const { borderWidth, borderDash } = chart.data.datasets[item.datasetIndex];
      return { ...item, lineWidth: borderWidth, lineDash: borderDash };
    });

  const draw = (id, datasets, vertical, show) =>
    new Chart(document.getElementById(id), {
      type: "line",
      data: { labels: run.epoch, datasets },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: { x: axis("epoch", { grid: { display: false } }), y: vertical },
        plugins: {
          legend: {
            position: "top",
            align: "start",
            labels: {
              color: colour("ink"),
              usePointStyle: true,
              pointStyle: "line",
              pointStyleWidth: 26,
              generateLabels: legend,
            },
          },
          tooltip: {
            callbacks: {
              title: (items) => "epoch " + items[0].label,
              label: (item) => " " + item.dataset.label + "  " + show(item.parsed.y),
            },
          },
        },
      },
    });

  const drawAll = () => {
    charts.forEach((chart) => chart.destroy());
    const lossAxis = axis("loss", {
      type: logarithmic.checked ? "logarithmic" : "linear",
    });
    charts = [
      draw("loss", curves("Loss", 1), lossAxis, (value) => value.toFixed(4)),
      draw("accuracy", curves("Accuracy", 100), axis("accuracy (%)"), (value) =>
        value.toFixed(2) + " %"
      ),
    ];
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  logarithmic.addEventListener("change", drawAll);
  dark.addEventListener("change", drawAll);
  drawAll();
})();
