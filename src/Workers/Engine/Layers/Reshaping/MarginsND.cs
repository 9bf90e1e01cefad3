using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>What cutting off and filling up share over one and three axes: a pair of margins an axis, (N, ..., C) to (N, ...', C).</summary>
public abstract class MarginsND : Layer
{
    private readonly string key;
    private readonly (int Before, int After)[] margins;

    private protected MarginsND(LayerConfig config, string key, int rank)
        : base(config.Name, config.DType)
    {
        this.key = key;
        if (rank > 1)
        {
            config.ChannelsLast();
        }

        margins = rank == 1 ? Pair(config, key) : config.Margins(key, rank);
        if (margins.Length != rank || margins.Any(side => side.Before < 0 || side.After < 0))
        {
            throw config.Refuse(key, rank == 1 ? new("layer.setting.margins") : new("layer.setting.pairsOfMargins", ("count", rank)));
        }
    }

    public override bool WritesBuildConfig => true;

    /// <summary>1 makes the input longer, -1 shorter.</summary>
    private protected abstract int Sign { get; }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input =
            inputShapes[0].Rank == margins.Length + 2
                ? inputShapes[0]
                : throw Refuse(new("layer.expected.shape", ("shape", margins.Length == 1 ? "(N, steps, C)" : "(N, D, H, W, C)")), inputShapes[0]);
        var output = new TensorShape([input[0], .. margins.Select((side, axis) => input[axis + 1] + (Sign * (side.Before + side.After))), input[^1]]);
        return output.Skip(1).Any(length => length <= 0) ? throw Refuse(new("layer.expected.largerThanCut"), input) : output;
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        if (Sign > 0)
        {
            return nn.functional.pad(x, [0, 0, .. margins.Reverse().SelectMany(side => new long[] { side.Before, side.After })]);
        }

        for (var axis = 0; axis < margins.Length; axis++)
        {
            x = x.narrow(axis + 1, margins[axis].Before, x.shape[axis + 1] - margins[axis].Before - margins[axis].After);
        }

        return x;
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        JsonArray[] pairs = [.. margins.Select(side => new JsonArray(side.Before, side.After))];
        config[key] = margins.Length == 1 ? pairs[0] : new JsonArray([.. pairs]);
        if (margins.Length > 1)
        {
            config["data_format"] = "channels_last";
        }

        return config;
    }

    private static (int Before, int After)[] Pair(LayerConfig config, string key) =>
        !config.Has(key)
            ? [(1, 1)]
            : config.Ints(key) switch
            {
                [var both] => [(both, both)],
                [var before, var after] => [(before, after)],
                _ => throw config.Refuse(key, new("layer.setting.marginOrTwo")),
            };
}
