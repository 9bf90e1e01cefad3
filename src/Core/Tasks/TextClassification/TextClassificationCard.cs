using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Tasks.ImageClassification;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.TextClassification;

/// <summary>One label a text: what one label a picture is, learnt from texts.</summary>
public sealed class TextClassificationCard : ImageClassificationCard
{
    public override string Name => "text-classification";

    public override IReadOnlyList<string>? Inputs { get; } = [TextInputCard.InputName];

    public override PythonTask? Python(TrainingSpec spec) => ImageClassificationPython.OfTable(spec);
}
