using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Wrappers;

/// <summary>A recurrent layer forwards and one backwards (https://keras.io/api/layers/recurrent_layers/bidirectional/).</summary>
public sealed class Bidirectional : Layer
{
    private readonly RecurrentLayer forward;
    private readonly RecurrentLayer backward;
    private readonly string? mergeMode;
    private int? maskAt;

    /// <param name="mergeMode">"concat" (default), "sum", "mul", "ave", or null: both outputs.</param>
    public Bidirectional(RecurrentLayer forward, RecurrentLayer backward, string? mergeMode = "concat", string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        if (
            forward.Options.GoBackwards == backward.Options.GoBackwards
            || forward.Options.ReturnSequences != backward.Options.ReturnSequences
            || forward.Options.ReturnState != backward.Options.ReturnState
        )
        {
            throw Refuse(new("layer.expected.oppositeLayers"), new Refusal("layer.received.twoLayers", ("first", forward.Name), ("second", backward.Name)));
        }

        this.mergeMode = mergeMode is null or "concat" or "sum" or "mul" or "ave" ? mergeMode : throw Refuse(new("layer.expected.mergeMode"), mergeMode);
        (this.forward, this.backward) = (forward, backward);
        forward.ForceZeroOutputForMask();
        backward.ForceZeroOutputForMask();
    }

    public override bool WritesBuildConfig => true;

    internal override IEnumerable<(string Attribute, Layer Layer)> SubLayers => [("forward_layer", forward), ("backward_layer", backward)];

    public static Bidirectional FromConfig(LayerConfig config)
    {
        config.OnlyNull("weights");
        var forward = config.Layer("layer") as RecurrentLayer ?? throw config.Refuse("layer", new("layer.setting.recurrent"));
        var backward = config.Has("backward_layer")
            ? config.Layer("backward_layer") as RecurrentLayer ?? throw config.Refuse("backward_layer", new("layer.setting.recurrent"))
            : Reversed(config);
        return new Bidirectional(
            Renamed(forward),
            backward,
            config.Has("merge_mode") ? config.Text("merge_mode")
                : config.Contains("merge_mode") ? null
                : "concat",
            config.Name,
            config.DType
        );
    }

    internal override bool HandsMaskOn => forward.Options.ReturnSequences;

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    public override bool AcceptsKeyword(string key) => key == "mask";

    protected override void BindArguments(CallArguments arguments) =>
        maskAt = arguments.Keywords["mask"] is JsonObject mask && mask["$"] is { } at ? at.GetValue<int>() : null;

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        BuildInner(forward, inputShapes[0]);
        BuildInner(backward, inputShapes[0]);
    }

    public override IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes)
    {
        var shapes = forward.ComputeOutputShapes([inputShapes[0]]);
        var states = shapes.Skip(1).Concat(shapes.Skip(1));
        return mergeMode switch
        {
            null => [shapes[0], shapes[0], .. states],
            "concat" => [shapes[0].With(-1, shapes[0][^1] * 2), .. states],
            _ => [shapes[0], .. states],
        };
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => ComputeOutputShapes(inputShapes)[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => CallAll(inputs, context)[0];

    public override IReadOnlyList<Tensor> CallAll(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var mask = maskAt is { } at ? inputs[at] : null;
        var ahead = forward.Run(inputs[0], mask, [], context);
        var back = backward.Run(inputs[0], mask, [], context);
        var returned = forward.Options.ReturnSequences ? back[0].flip(1) : back[0];
        Tensor[] merged = mergeMode switch
        {
            null => [ahead[0], returned],
            "concat" => [cat([ahead[0], returned], -1)],
            "sum" => [ahead[0] + returned],
            "mul" => [ahead[0] * returned],
            _ => [(ahead[0] + returned) / 2],
        };
        return [.. merged, .. ahead.Skip(1), .. back.Skip(1)];
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["merge_mode"] = mergeMode;
        config["layer"] = NetworkConfig.Describe(forward);
        config["backward_layer"] = NetworkConfig.Describe(backward);
        return config;
    }

    private static RecurrentLayer Reversed(LayerConfig config)
    {
        var node = (JsonObject)config.Node("layer")!.DeepClone();
        var inner = node["config"] as JsonObject ?? throw config.Refuse("layer", new("layer.setting.layerWithConfig"));
        inner["go_backwards"] = true;
        inner["name"] = "backward_" + Bare((inner["name"] as JsonValue)?.ToString() ?? "", "backward_");
        return (RecurrentLayer)NetworkReader.ReadLayer(node);
    }

    private static RecurrentLayer Renamed(RecurrentLayer layer)
    {
        layer.Name = "forward_" + Bare(layer.Name, "forward_");
        return layer;
    }

    private static string Bare(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
}
