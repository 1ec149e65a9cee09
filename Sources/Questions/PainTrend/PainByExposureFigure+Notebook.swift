import Presentation

extension PainByExposureFigure {
    /// The figure in the notebook, drawn from the tables of both questions; where a run has one of them, from its table alone.
    static let notebook = QuestionPage.NotebookPart(
        id: "pain",
        text: """
            ## Pain by length of exposure

            The mixed model's line with its band, and the means of the bands of exposure, which assume no line. An \
            association, not an effect.
            """,
        code: """
            line = estimates("pain_trend", "predicted_mean")
            bands = estimates("pain_by_duration_band", "mean")
            places = estimates("pain_by_duration_band", "mean_exposure_days")
            instruments = list(dict.fromkeys(
                instrument for rows in (line, bands) if "instrument" in rows.columns for instrument in rows["instrument"].dropna()))

            if not instruments:
                nothing("pain_trend")
            for instrument in instruments:
                figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
                model = keep(line, instrument=instrument)
                model = model.dropna(subset=["value"]) if len(model) else model
                if len(model):
                    model = model.assign(days=pd.to_numeric(model["exposure_days"])).sort_values("days")
                    axes.fill_between(model["days"], model["lower"], model["upper"], color=blue, alpha=0.18)
                    axes.plot(model["days"], model["value"], color=blue, label="mixed model")
                means = keep(bands, instrument=instrument)
                if len(means):
                    means = means.merge(
                        places[["instrument", "band", "value"]].rename(columns={"value": "days"}), on=["instrument", "band"])
                    means = means.dropna(subset=["value", "days"])
                    axes.vlines(means["days"], means["lower"], means["upper"], color=vermilion)
                    axes.plot(means["days"], means["value"], "o", color=vermilion, label="mean by band of exposure")
                axes.set(xlabel="Days of opioid exposure", ylabel=f"Mean score ({instrument})")
                if axes.has_data():
                    axes.legend(frameon=False)
                plt.show()
            """)
}
