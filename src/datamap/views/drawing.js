"use strict";
(() => {
  const data = JSON.parse(document.getElementById("graph").textContent);
  const frame = document.getElementById("drawing");
  const panel = document.getElementById("panel");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let paper = dark.matches ? data.dark : data.light;
  let lit = null; // the nodes in the light; null: all of them
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

  function mark(ctx, node, x, y) {
    const colour = paper[node.paint];
    if (node.form === "box") {
      ctx.beginPath();
      ctx.roundRect(x - node.w / 2, y - node.h / 2, node.w, node.h, 4);
      ctx.fillStyle = paper.paper;
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = node.bold ? paper.rule : paper.secondary;
      ctx.stroke();
    } else if (node.form === "dot" || node.form === "ring") {
      ctx.beginPath();
      ctx.arc(x, y, 5.5, 0, 2 * Math.PI);
      ctx.fillStyle = node.form === "dot" ? colour : paper.paper;
      ctx.fill();
      if (node.form === "ring") {
        ctx.lineWidth = 1.6;
        ctx.strokeStyle = colour;
        ctx.stroke();
      }
    } else {
      ctx.beginPath();
      node.corners.forEach(([dx, dy], i) => (i ? ctx.lineTo(x + dx, y + dy) : ctx.moveTo(x + dx, y + dy)));
      ctx.closePath();
      ctx.fillStyle = colour;
      ctx.fill();
    }
  }

  function label(ctx, node, x, y) {
    ctx.save();
    ctx.translate(x + node.dx, y + node.dy);
    if (node.angle) ctx.rotate((node.angle * Math.PI) / 180);
    ctx.font = (node.bold ? "600 " : "") + "13px " + font;
    ctx.textAlign = node.anchor;
    ctx.textBaseline = "middle";
    ctx.fillStyle = paper[{ unknown: "unknown_text", outside: "outside_text" }[node.paint]] || paper.ink;
    const first = node.angle ? (-(node.lines.length - 1) * 17) / 2 : 0;
    node.lines.forEach((line, i) => ctx.fillText(line, 0, first + i * 17));
    ctx.restore();
  }

  function renderer({ ctx, id, x, y, state }) {
    const node = nodes.get(id);
    if (node.owner) return { drawNode() {}, nodeDimensions: { width: 0, height: 0 } };
    return {
      drawNode() {
        ctx.save();
        ctx.globalAlpha = lit && !lit.has(id) ? 0.18 : 1;
        mark(ctx, node, x, y);
        if (node.form === "box" && (state.hover || state.selected)) {
          ctx.lineWidth = 2;
          ctx.strokeStyle = paper.stated;
          ctx.stroke();
        }
        label(ctx, node, x, y);
        ctx.restore();
      },
      nodeDimensions: { width: node.w, height: node.h },
    };
  }

  const look = (edge) => ({
    color: paper[edge.paint],
    hover: paper[edge.paint],
    highlight: paper[edge.paint],
    inherit: false,
    opacity: !lit ? data.opacity : edge.first === data.chosen || edge.second === data.chosen ? 1 : 0.06,
  });
  const edgeSet = new vis.DataSet(data.edges.map((edge) => ({ ...edge, color: look(edge) })));
  const nodeSet = new vis.DataSet(
    data.nodes.map((node) => ({
      id: node.id, x: node.x, y: node.y, title: node.title, label: "", shape: "custom",
      ctxRenderer: renderer, fixed: true,
    })),
  );
  const network = new vis.Network(frame, { nodes: nodeSet, edges: edgeSet }, data.options);

  function fit() {
    const scale = Math.min(1, frame.clientWidth / data.width);
    frame.style.height = Math.max(160, Math.ceil((data.height - data.top) * scale)) + "px";
    network.redraw();
    network.moveTo({ position: { x: data.width / 2, y: (data.height + data.top) / 2 }, scale });
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text; // never markup: names come from documents
    if (className) made.className = className;
    return made;
  }

  function show(id) {
    data.chosen = id;
    panel.replaceChildren();
    if (id === null) {
      lit = null;
      panel.append(element("p", data.words.panel));
    } else {
      const around = data.edges.filter((edge) => edge.first === id || edge.second === id);
      lit = new Set([id, ...around.flatMap((edge) => [edge.first, edge.second])]);
      panel.append(element("h2", nodes.get(id).name), element("p", nodes.get(id).about));
      const list = document.createElement("ul");
      for (const edge of around) {
        const other = edge.first === id ? edge.second : edge.first;
        const item = document.createElement("li");
        const button = element("button", nodes.get(other).name);
        button.type = "button";
        button.addEventListener("click", () => choose(other));
        item.append(button, element("span", " · " + edge.said));
        for (const cited of edge.cited) item.append(element("span", data.evidence[cited], "line"));
        list.append(item);
      }
      panel.append(list);
    }
    edgeSet.update(data.edges.map((edge) => ({ id: edge.id, color: look(edge) })));
  }

  function choose(id) {
    network.selectNodes(id === null ? [] : [id], false);
    show(id);
    if (id !== null) panel.focus();
  }

  network.on("click", ({ nodes: found }) => show(found.length ? nodes.get(found[0]).owner || found[0] : null));
  document.getElementById("clear").addEventListener("click", () => { choose(null); fit(); });
  for (const [name, factor] of [["nearer", 1.25], ["farther", 0.8]]) {
    document.getElementById(name).addEventListener("click", () =>
      network.moveTo({ scale: network.getScale() * factor }));
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });
  // The wheel scrolls the page; with Ctrl it zooms the drawing.
  frame.addEventListener("wheel", (event) => { if (!event.ctrlKey) event.stopImmediatePropagation(); }, { capture: true });
  dark.addEventListener("change", () => { paper = dark.matches ? data.dark : data.light; show(data.chosen); });
  window.addEventListener("resize", fit);
  show(null);
  fit();
})();
