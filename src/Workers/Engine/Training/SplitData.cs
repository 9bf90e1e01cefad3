using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What a split is trained on and judged by.</summary>
/// <param name="Targets">Fitted on the training examples.</param>
/// <param name="Pipeline">What stands beside the model as <c>preprocessing.json</c>, made of the model and of what was fitted after training: how inputs enter the network, and what its outputs mean.</param>
internal sealed record SplitData(ITargets Targets, IExamples Training, IExamples Validation, Func<TrainableModel, JsonObject?, string> Pipeline)
{
    /// <summary>Of pictures.</summary>
    /// <param name="isUpright">Whether they lie as their EXIF orientation says.</param>
    public static SplitData OfPictures(ITask task, ITargets targets, PictureStore training, PictureStore validation, bool isUpright) => new(
        targets, new PictureExamples(training, targets), new PictureExamples(validation, targets),
        (model, decoding) => new PicturePipeline(training.Format, model.Preprocessing, targets.Names) { Turns = isUpright, Task = task.Card.Name, Targets = targets.ToJson(), Decoding = decoding }.ToJson());
}
