using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A network that is to be trained, with what stands before it.</summary>
/// <param name="Network">The whole model as it is saved: augmentation, backbone, head.</param>
/// <param name="Target">Whose layers a freeze plan counts: the backbone, or the whole model where it keeps its own classifier.</param>
/// <param name="Core">The same without augmentation: what runs on augmented and preprocessed pictures. Shares layers and weights.</param>
/// <param name="Augmentation">Applied to raw pictures in training, in order.</param>
/// <param name="Preprocessing">Runs after augmentation and before the network.</param>
/// <param name="HasHead">Whether a new head was put on a backbone.</param>
public sealed record TrainableModel(
    Network Network,
    Network Target,
    Network Core,
    IReadOnlyList<RandomPictureLayer> Augmentation,
    PreprocessingFunction Preprocessing,
    bool HasHead
) : IDisposable
{
    /// <summary>The file's own optimizer where training goes on with it; null: a new one.</summary>
    public SavedOptimizer? SavedOptimizer { get; init; }

    /// <summary>How texts become the network's inputs; saved with it. Null where it takes none.</summary>
    public ITokenizer? Tokenizer { get; init; }

    /// <summary>Moves every weight to a device; pictures are decoded and augmented on the CPU and come there a batch at a time.</summary>
    public void MoveTo(Device device)
    {
        Network.MoveTo(device);
        Core.MoveTo(device);
    }

    /// <summary>A batch as it was read, as the network's core takes it; augmented if the context trains, its points moved along. Preprocessing and augmentation
    /// are those of pictures, the first input.</summary>
    public Data.Batch Prepare(Data.Batch batch, CallContext context)
    {
        if (Augmentation.Count == 0 && Preprocessing.Steps.Count == 0)
        {
            return batch;
        }
        using var scope = NewDisposeScope();
        var (x, points) = (batch.Inputs[0], batch.Points);
        foreach (var layer in Augmentation)
        {
            if (points is null)
            {
                x = layer.Call([x], context);
            }
            else
            {
                (x, points) = layer.CallWith(x, points, context);
            }
        }
        x = Preprocessing.Steps.Count == 0 ? x : Preprocessing.Apply(x);
        return batch with
        {
            Inputs = [(ReferenceEquals(x, batch.Inputs[0]) ? x.alias() : x).MoveToOuterDisposeScope(), .. batch.Inputs.Skip(1)],
            Points = ReferenceEquals(points, batch.Points) ? points : points!.MoveToOuterDisposeScope(),
        };
    }

    /// <summary>Raw pictures [n, H, W, C] as the network's core takes them; augmented if the context trains.</summary>
    public Tensor Prepare(Tensor pictures, CallContext context) => Prepare(new Data.Batch([pictures], []), context).Inputs[0];

    public void Dispose()
    {
        Network.Dispose();
        SavedOptimizer?.Dispose();
    }
}
