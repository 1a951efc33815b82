"use strict";
(() => {
  const device = JSON.parse(document.getElementById("device").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 520px)");
  let charts = [];

  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  const kinds = [
    { name: "matrix products", colour: "matmul", style: "rectRot" },
    { name: "elementwise", colour: "elementwise", style: "circle" },
    { name: "rows and columns", colour: "rows", style: "triangle" },
    { name: "optimizers", colour: "update", style: "rect" },
    { name: "moves and indices", colour: "moves", style: "crossRot" },
  ];

  const short = (value) =>
    value < 0.01
      ? String(Number(value.toPrecision(3)))
      : Number(value.toPrecision(3)).toLocaleString("en").replace(/,/g, "\u202f");

  const told = (row) => [
    short(row.gflops) + " GFLOP/s, " + short(row.gbs) + " GB/s",
    short(row.us) + " us, " + short(row.intensity) + " operations a byte",
  ];

  const points = (rows, x, y) => rows.map((row) => ({ x: x(row), y: y(row), row }));

  const axis = (title, more) => ({
    title: { display: true, text: title, color: colour("quiet") },
    grid: { color: colour("line") },
    border: { color: colour("line") },
    ...more,
    ticks: { color: colour("quiet"), ...(more.ticks || {}) },
  });

  const tens = (value) => (Math.abs(Math.log10(value) % 1) < 1e-9 ? short(value) : "");

  const logarithmic = (title, min, max) =>
    axis(title, {
      type: "logarithmic",
      min,
      max,
      ticks: { callback: tens, autoSkip: false, maxRotation: 0 },
      afterBuildTicks: (scale) => {
        scale.ticks = [];
        for (let e = Math.ceil(Math.log10(min)); e <= Math.log10(max) + 1e-9; e++) {
          scale.ticks.push({ value: 10 ** e });
        }
      },
    });

  const roof = (label, data, dash) => ({
    type: "line",
    label,
    data,
    borderColor: colour("ink"),
    borderWidth: 1.5,
    borderDash: dash,
    pointStyle: "line",
    pointRadius: 0,
    pointHitRadius: 0,
    fill: false,
  });

  // The copy is the first. The chart's own legend is too small to tell them apart.
  const dashes = [[], [8, 4], [2, 3]];

  const legendOf = (lines) => {
    const box = document.getElementById("roofs");
    box.replaceChildren();
    lines.forEach((line) => {
      const item = document.createElement("span");
      const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const stroke = document.createElementNS("http://www.w3.org/2000/svg", "path");
      swatch.setAttribute("viewBox", "0 0 30 8");
      stroke.setAttribute("d", "M0 4H30");
      stroke.setAttribute("stroke-dasharray", line.borderDash.join(" "));
      swatch.append(stroke);
      item.append(swatch, line.label);
      box.append(item);
    });
    return lines;
  };

  const roofs = (left, right) => {
    const lines = device.peaks.map((peak, i) => {
      const ridge = device.copy === null ? left : Math.min(peak.gflops / device.copy, right);
      const flat = [
        { x: Math.max(ridge, left), y: peak.gflops },
        { x: right, y: peak.gflops },
      ];
      const label = peak.dtype + " by " + peak.provider + " " + short(peak.gflops) + " GFLOP/s";
      return roof(label, flat, dashes[1 + (i % (dashes.length - 1))]);
    });
    const highest = Math.max(...device.peaks.map((peak) => peak.gflops));
    if (device.copy !== null) {
      const end = device.peaks.length > 0 ? Math.min(highest / device.copy, right) : right;
      const slope = [left, end].map((x) => ({ x, y: x * device.copy }));
      lines.unshift(roof("copy " + short(device.copy) + " GB/s", slope, dashes[0]));
    }
    return lines;
  };

  const legend = {
    position: "top",
    align: "start",
    labels: {
      color: colour("ink"),
      usePointStyle: true,
      boxHeight: 7,
    },
  };

  const power = (value, up) => 10 ** (up ? Math.ceil(Math.log10(value)) : Math.floor(Math.log10(value)));

  const markers = (kind, rows, hollow) => ({
    label: kind.name + (hollow ? ", cuBLAS" : ""),
    data: rows,
    pointStyle: kind.style,
    radius: narrow.matches ? 3.5 : 4.5,
    hoverRadius: 7,
    borderColor: colour(kind.colour),
    backgroundColor: hollow ? "transparent" : colour(kind.colour) + "b0",
    borderWidth: 1.5,
  });

  const options = (scales, label) => ({
    animation: false,
    maintainAspectRatio: false,
    scales,
    plugins: {
      legend: { ...legend, labels: { ...legend.labels, color: colour("ink") } },
      tooltip: {
        filter: (item) => item.raw.row !== undefined,
        callbacks: { title: (items) => (items.length > 0 ? items[0].raw.row.title : ""), label },
      },
    },
  });

  const markersOnly = (scales, label) => {
    const all = options(scales, label);
    all.plugins.legend.labels.filter = (item, data) => data.datasets[item.datasetIndex].type !== "line";
    return all;
  };

  const empty = (id) => {
    const box = document.getElementById(id).parentElement;
    box.className = "says";
    box.textContent = "not measured";
  };

  const roofline = () => {
    const shown = device.rows.filter((row) => row.gflops > 0);
    const left = power(Math.min(...shown.map((row) => row.intensity)), false);
    const right = power(Math.max(...shown.map((row) => row.intensity)), true);
    const lowest = power(Math.min(...shown.map((row) => row.gflops)), false);
    const tops = [...shown.map((row) => row.gflops), ...device.peaks.map((peak) => peak.gflops)];
    const sets = kinds.flatMap((kind) => {
      const own = shown.filter((row) => row.kind === kind.name);
      const at = (rows) => points(rows, (row) => row.intensity, (row) => row.gflops);
      const library = own.filter((row) => row.provider !== "gradus");
      const both = [markers(kind, at(own.filter((row) => row.provider === "gradus")), false)];
      return library.length > 0 ? [...both, markers(kind, at(library), true)] : both;
    });
    const filled = sets.filter((set) => set.data.length > 0);
    return new Chart(document.getElementById("roofline"), {
      type: "scatter",
      data: { datasets: [...filled, ...legendOf(roofs(left, right))] },
      options: markersOnly(
        {
          x: logarithmic("operations a byte", left, right),
          y: logarithmic("GFLOP/s", lowest, power(Math.max(...tops), true)),
        },
        (item) => told(item.raw.row)
      ),
    });
  };

  const memory = () => {
    const bound = device.rows.filter((row) => row.kind !== "matrix products");
    const families = [...new Set(bound.map((row) => row.family))];
    const set = (rows, kind, shift) =>
      markers(kind, points(rows, (row) => row.gbs, (row) => families.indexOf(row.family) + shift));
    const wide = bound.filter((row) => row.dtype !== "bf16");
    const half = bound.filter((row) => row.dtype === "bf16");
    const sets = [
      set(wide, { name: "f32, i32", colour: "elementwise", style: "circle" }, -0.17),
      set(half, { name: "bf16", colour: "matmul", style: "triangle" }, 0.17),
    ];
    if (device.copy !== null) {
      const line = [-0.5, families.length - 0.5].map((y) => ({ x: device.copy, y }));
      sets.push(roof("fastest copy", line, []));
    }
    return new Chart(document.getElementById("memory"), {
      type: "scatter",
      data: { datasets: sets },
      options: options(
        {
          x: axis("GB/s", { type: "linear", min: 0 }),
          y: axis("", {
            type: "linear",
            reverse: true,
            min: -0.5,
            max: families.length - 0.5,
            title: { display: false },
            grid: { display: false },
            afterBuildTicks: (scale) => {
              scale.ticks = families.map((_, value) => ({ value }));
            },
            ticks: { callback: (value) => families[value], autoSkip: false },
          }),
        },
        (item) => told(item.raw.row)
      ),
    });
  };

  const measured = (wanted) => device.rows.some(wanted);
  const pictures = [
    { id: "roofline", draw: roofline, there: measured((row) => row.gflops > 0) },
    { id: "memory", draw: memory, there: measured((row) => row.kind !== "matrix products") },
  ].filter((picture) => picture.there || empty(picture.id));

  const drawAll = () => {
    charts.forEach((chart) => chart.destroy());
    charts = pictures.map((picture) => picture.draw());
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  dark.addEventListener("change", drawAll);
  narrow.addEventListener("change", drawAll);
  drawAll();
})();
