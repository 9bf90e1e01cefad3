using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>A layer made of others: what they draw stands under their names ("random_hue/factor").</summary>
public abstract class PictureLayerSet(int? seed, string? name, DTypePolicy? dtype) : RandomPictureLayer(seed, name, dtype)
{
    /// <summary>The layers with Keras's names for them.</summary>
    protected abstract IReadOnlyList<(string Name, RandomPictureLayer Layer)> Parts { get; }

    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        Parts
            .SelectMany(part => part.Layer.Draw(pictures, height, width, generator).Select(drawn => (Key: $"{part.Name}/{drawn.Key}", drawn.Value)))
            .ToDictionary(drawn => drawn.Key, drawn => drawn.Value);

    /// <summary>One of the layers with what it drew.</summary>
    protected static Tensor Apply((string Name, RandomPictureLayer Layer) part, Tensor pictures, IReadOnlyDictionary<string, Tensor> drawn) =>
        part.Layer.Transform(pictures, DrawnBy(part.Name, drawn));

    /// <summary>What a layer drew, by its own names.</summary>
    protected static IReadOnlyDictionary<string, Tensor> DrawnBy(string name, IReadOnlyDictionary<string, Tensor> drawn) =>
        drawn.Where(pair => pair.Key.StartsWith(name + "/", StringComparison.Ordinal)).ToDictionary(pair => pair.Key[(name.Length + 1)..], pair => pair.Value);
}
