// Reports which cell of a Plotly heatmap was clicked; Streamlit's own selection knows points, not heatmap cells.
export default function ({ data, setTriggerValue }) {
  const attach = () => {
    const plot = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`);
    if (!plot || !plot.on || plot.dataset.reportsClicks) return;
    plot.dataset.reportsClicks = "yes";
    plot.on("plotly_click", ({ points }) => {
      // Only the units' heatmaps share a colour axis; tokens and answers have their own colours.
      const cell = points.find((point) => point.data.coloraxis) ?? points[0];
      const unit = cell.data.coloraxis ? Math.round(cell.y) : null;
      setTriggerValue("cell", { step: Math.round(cell.x), unit });
    });
  };
  // Streamlit replaces the plot's element when it likes; whatever is under the pointer is the one that counts.
  for (const event of ["pointerover", "pointerdown"]) document.addEventListener(event, attach, true);
  attach();
  return () => {
    for (const event of ["pointerover", "pointerdown"]) document.removeEventListener(event, attach, true);
  };
}
