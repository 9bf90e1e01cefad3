using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Inputs.Texts;

/// <summary>Texts: a list of them, and their lengths.</summary>
public sealed class TextPages : IInputPages
{
    private static readonly TextResource Words = new(typeof(TextTexts));

    public string Input => TextInputCard.InputName;

    public string Title => Words["Title"];

    public string Add => Words["Add"];

    public string Drop => Words["Drop"];

    public bool CanLabel => false;

    public Type Examples => typeof(TextList);

    public Type Facts => typeof(TextOverview);

    public Type Question => typeof(TextQuestion);

    public Type? Wall => typeof(TextWall);

    public Type? Telling => typeof(ClassWordsPanel);

    public Type? Changes => typeof(ChangedTexts);

    public Type Backbones => typeof(TextBackbones);

    public Type Advice => typeof(TextAdvice);

    public Type Fields => typeof(TextFields);

    public Type? Table => typeof(TableStrip);

    public (string Title, string Means)? WholeOnnx => (Words["WholeOnnx"], Words["WholeOnnxMeans"]);

    public string AddNote(int version) => Words["AddNote", version];

    public string Size(TrainingSpec spec) =>
        TextSpec.MaxLengthOf(spec) is { } length ? Words["Size", length]
        : spec.Backbone.Name is { } name && TextBackboneCards.Find(name) is { Layers: 0 } ? Words["SizeAll"]
        : Words["SizeUsual"];

    public string Refused(int count) => Words["Refused", count];
}
