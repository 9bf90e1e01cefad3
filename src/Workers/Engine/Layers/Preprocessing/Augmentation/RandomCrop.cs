using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// One window of the size asked for, at a place drawn for the whole batch, (N, H, W, C) to (N, height, width, C); a smaller picture is cropped to the window's
/// aspect ratio
/// and enlarged (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop/). As in Keras, inference leaves pictures as they are,
/// whatever their size.
/// </summary>
public sealed class RandomCrop(int height, int width, int? seed = null, string? name = null, DTypePolicy? dtype = null) : RandomPictureLayer(seed, name, dtype)
{
    private const int MaximumSide = 16384;

    public static RandomCrop FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        var (height, width) = (config.Int("height"), config.Int("width"));
        return height is > 0 and <= MaximumSide && width is > 0 and <= MaximumSide
            ? new RandomCrop(height, width, config.OptionalInt("seed"), config.Name, config.DType)
            : throw config.Refuse("height", new("layer.setting.side", ("most", MaximumSide.ToString())));
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == 4
            ? TensorShape.Of(inputShapes[0][0], height, width, inputShapes[0][3])
            : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);

    /// <summary><c>h_start</c> and <c>w_start</c>, whole numbers without axes.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long rows, long columns, Generator generator)
    {
        if (rows > height && columns > width)
        {
            return Start(Whole(rows - height, generator), Whole(columns - width, generator));
        }

        var cropRows = Math.Max(Math.Min(rows, (long)((double)columns * height / width)), 1);
        var cropColumns = Math.Max(Math.Min(columns, (long)((double)rows * width / height)), 1);
        return Start(tensor((rows - cropRows) / 2), tensor((columns - cropColumns) / 2));
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var (top, left, rows, columns) = Window(transformation, pictures.shape[1], pictures.shape[2]);
        var window = pictures.narrow(1, top, rows).narrow(2, left, columns);
        var fits = window.shape[1] == height && window.shape[2] == width;
        return (fits ? window.alias() : Resizing.Resize(window, height, width, "bilinear")).MoveToOuterDisposeScope();
    }

    public override Tensor MovePoints(Tensor points, IReadOnlyDictionary<string, Tensor> transformation, long pictureHeight, long pictureWidth)
    {
        using var scope = NewDisposeScope();
        var (top, left, rows, columns) = Window(transformation, pictureHeight, pictureWidth);
        return ((points - tensor([(float)left, top])) * tensor([(float)width / columns, (float)height / rows])).MoveToOuterDisposeScope();
    }

    private (long Top, long Left, long Rows, long Columns) Window(IReadOnlyDictionary<string, Tensor> transformation, long rows, long columns)
    {
        var (top, left) = (transformation["h_start"].to_type(ScalarType.Int64).item<long>(), transformation["w_start"].to_type(ScalarType.Int64).item<long>());
        return (top, left, Math.Min(height, rows - top), Math.Min(width, columns - left));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["height"] = height;
        config["width"] = width;
        config["seed"] = Seed;
    }

    private static Dictionary<string, Tensor> Start(Tensor top, Tensor left) => new() { ["h_start"] = top, ["w_start"] = left };

    private static Tensor Whole(long most, Generator generator) =>
        rand(1, generator: generator).mul_(most + 1).to_type(ScalarType.Int64).clamp_max_(most).squeeze(0);
}
