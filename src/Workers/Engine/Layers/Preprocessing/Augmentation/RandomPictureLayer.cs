using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// A Keras augmentation layer (https://keras.io/api/layers/preprocessing_layers/image_augmentation/): in training it draws one
/// transformation a picture and applies it to the whole batch; in inference pictures pass unchanged. Pictures are [N, H, W, C], 0..255.
/// </summary>
public abstract class RandomPictureLayer(int? seed, string? name, DTypePolicy? dtype) : Layer(name, dtype)
{
    public override bool IsRandomInTraining => true;

    public override bool WritesBuildConfig => true;

    /// <summary>Kept for the file; draws come from the run's generator.</summary>
    protected int? Seed => seed;

    /// <summary>The random part alone, by Keras's names (<c>flips</c>, <c>angle</c>, <c>height_zoom</c>, ...).</summary>
    public abstract IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator);

    /// <summary>Applies a drawn transformation; the result is a new tensor.</summary>
    public abstract Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var pictures = inputs[0];
        if (!context.Training || RunsInInferenceMode)
        {
            return pictures;
        }
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return Transform(pictures, Draw(pictures, context.RequireGenerator(Name))).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Call"/>, with points that lie in the pictures, [N, k, 2] as x and y in pixels: they stay on what they lie on.</summary>
    /// <exception cref="MlOpsDashboard.Core.RefusedException">Points can't follow what the layer does.</exception>
    public virtual (Tensor Pictures, Tensor Points) CallWith(Tensor pictures, Tensor points, CallContext context)
    {
        if (!context.Training || RunsInInferenceMode)
        {
            return (pictures, points);
        }
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var drawn = Draw(pictures, context.RequireGenerator(Name));
        var moved = MovePoints(points, drawn, pictures.shape[1], pictures.shape[2]);
        return (Transform(pictures, drawn).MoveToOuterDisposeScope(), (ReferenceEquals(moved, points) ? points.alias() : moved).MoveToOuterDisposeScope());
    }

    /// <summary>Where a drawn transformation brings points of the pictures; they themselves where it leaves places alone.</summary>
    /// <param name="points">[N, k, 2], x and y; the upper left corner of the upper left pixel is (0, 0).</param>
    public virtual Tensor MovePoints(Tensor points, IReadOnlyDictionary<string, Tensor> transformation, long height, long width) => points;

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        AddConfig(config);
        return config;
    }

    /// <summary>All that a call draws for these pictures.</summary>
    protected virtual IReadOnlyDictionary<string, Tensor> Draw(Tensor pictures, Generator generator) =>
        Draw(pictures.shape[0], pictures.shape[1], pictures.shape[2], generator);

    protected abstract void AddConfig(JsonObject config);

    protected static Tensor Uniform(double lower, double upper, Generator generator, params long[] shape) =>
        rand(shape, generator: generator).mul_(upper - lower).add_(lower);
}
