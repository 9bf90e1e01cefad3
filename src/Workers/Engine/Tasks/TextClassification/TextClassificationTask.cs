using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.TextClassification;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;

namespace MlOpsDashboard.Workers.Engine.Tasks.TextClassification;

/// <summary>One label a text: trained as one label a picture is.</summary>
public sealed class TextClassificationTask : ImageClassificationTask
{
    public override ITaskCard Card { get; } = new TextClassificationCard();
}
