using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A graph of named layers between inputs and outputs (Keras: Functional). A network is itself a layer, so networks nest.</summary>
public class Network : Layer
{
    private readonly Lazy<ExecutionPlan> plan;

    public Network(IReadOnlyList<KerasTensor> inputs, IReadOnlyList<KerasTensor> outputs, string? name = null)
        : this(inputs, outputs, name, uniqueNames: true) { }

    public Network(KerasTensor input, KerasTensor output, string? name = null)
        : this([input], [output], name) { }

    internal Network(IReadOnlyList<KerasTensor> inputs, IReadOnlyList<KerasTensor> outputs, string? name, bool uniqueNames)
        : base(name, null)
    {
        (inputs, outputs) = InputBoundary.Ensure(inputs, outputs);
        (Inputs, Outputs) = (inputs, outputs);
        (Nodes, AllLayers) = GraphOrder.Of(inputs, outputs);
        foreach (var node in Nodes)
        {
            if (node.Layer is InputLayer && !inputs.Contains(node.Outputs[0]))
            {
                throw new RefusedException(new Refusal("graph.network.inputMissing", ("network", Name), ("layer", node.Layer.Name)));
            }
        }

        if (uniqueNames && AllLayers.GroupBy(layer => layer.Name).FirstOrDefault(group => group.Count() > 1) is { } twins)
        {
            throw new RefusedException(new Refusal("graph.network.layerNameTwice", ("network", Name), ("layer", twins.Key), ("times", twins.Count())));
        }

        Layers = [.. AllLayers.Where(Counts)];
        plan = new Lazy<ExecutionPlan>(() => new ExecutionPlan(this));
        EnsureBuilt([.. inputs.Select(input => input.Shape)]);
    }

    public override string ClassName => "Functional";

    public override string Module => "keras.src.models.functional";

    public IReadOnlyList<KerasTensor> Inputs { get; }

    public IReadOnlyList<KerasTensor> Outputs { get; }

    /// <summary>The lists and dictionaries a file has around the inputs; null: as Keras writes them by default.</summary>
    internal JsonNode? InputStructure { get; set; }

    /// <summary>The same of the outputs.</summary>
    internal JsonNode? OutputStructure { get; set; }

    /// <summary>Whether its edges show every mask already (<see cref="MaskFlow.Shown"/>).</summary>
    internal bool ShowsMasks { get; init; }

    /// <summary>The calls of the graph in an order that can be executed.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The layers in Keras's order.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>All of the graph: also operators, and the InputLayer of a Sequential, which Keras does not count.</summary>
    internal IReadOnlyList<Layer> AllLayers { get; }

    private protected override IEnumerable<Layer> Inner => AllLayers;

    /// <summary>The layers as Keras lists them, those of nested networks behind their network. What is inside a wrapper is the wrapper's.</summary>
    internal IEnumerable<Layer> Listed => Layers.SelectMany(layer => layer is Network inner ? inner.Listed.Prepend(inner) : [layer]);

    public override bool WritesBuildConfig => true;

    internal override bool AcceptsText => Inputs.Any(input => input.DType == "string");

    private protected virtual bool Counts(Layer layer) => !layer.IsOperation;

    public TensorShape InputShape => Inputs[0].Shape;

    public TensorShape OutputShape => Outputs[0].Shape;

    protected override bool CastsInputs => false;

    protected override string AutoName => "functional";

    /// <summary>The layer of that name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public Layer GetLayer(string name) =>
        Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new RefusedException(new Refusal("graph.network.layerUnknown", ("network", Name), ("layers", Layers.Count), ("received", name)));

    /// <summary>The layer by Keras index: 0 is the first, -2 the last but one.</summary>
    public Layer GetLayer(int index)
    {
        var position = index < 0 ? Layers.Count + index : index;
        return position >= 0 && position < Layers.Count
            ? Layers[position]
            : throw new RefusedException(
                new Refusal("graph.network.layerIndex", ("network", Name), ("first", -Layers.Count), ("last", Layers.Count - 1), ("received", index))
            );
    }

    /// <summary>The symbolic output of a layer's last call in this network.</summary>
    public KerasTensor OutputOf(Layer layer) =>
        Nodes.LastOrDefault(node => node.Layer == layer)?.Outputs[0]
        ?? throw new RefusedException(new Refusal("graph.network.strangerLayer", ("network", Name), ("received", layer.Name)));

    /// <summary>A network of the same layers and weights that ends at one of its tensors.</summary>
    public Network CutAt(KerasTensor output) => new(Inputs, [output], Name) { Device = Device };

    /// <summary>The network from the same inputs to the output of an inner layer; layers and weights are shared.</summary>
    public Network CutAt(Layer layer, string? name = null) => new(Inputs, [OutputOf(layer)], name ?? Name) { Device = Device };

    public Network CutAt(string layer, string? name = null) => CutAt(GetLayer(layer), name);

    public Network CutAt(int index, string? name = null) => CutAt(GetLayer(index), name);

    /// <summary>The same computation with nested networks laid open; layers and weights are shared. For execution, not for saving.</summary>
    public Network Flatten() => NetworkFlattener.Flatten(this);

    /// <summary>The table that Keras's model.summary() prints.</summary>
    public string Summary() => NetworkSummary.Of(this);

    /// <summary>Draws every weight that has no value yet from the seed.</summary>
    /// <param name="overwrite">True draws anew what already has a value.</param>
    public void Initialize(ulong seed, bool overwrite = false)
    {
        foreach (var weight in Weights)
        {
            if (overwrite || !weight.HasValue)
            {
                weight.Initialize(seed);
            }
        }
    }

    /// <summary>Where it computes; the CPU unless <see cref="MoveTo"/> said otherwise.</summary>
    public Device Device { get; internal set; } = CPU;

    /// <summary>Moves every weight to a device. Inputs come there by <see cref="ToDevice"/>; results stay there.</summary>
    public void MoveTo(Device device)
    {
        foreach (var weight in device.type == Device.type && device.index == Device.index ? [] : Weights)
        {
            weight.MoveTo(device);
        }

        foreach (var inner in WithInside().OfType<Network>())
        {
            inner.Device = device;
        }
    }

    /// <summary>An input on the network's device; itself where it is there already, so on a CPU nothing is copied.</summary>
    public Tensor ToDevice(Tensor input)
    {
        if (Device.type == input.device_type)
        {
            return input;
        }

        // From pinned memory the copy runs beside what the device computes.
        using var pinned = Device.type == TorchSharp.DeviceType.CUDA ? input.pin_memory() : null;
        return (pinned ?? input).to(Device, non_blocking: pinned is not null);
    }

    /// <summary>Marks exactly the trainable weights as needing gradients; call it after the freeze plan changed.</summary>
    public void SyncRequiresGrad()
    {
        var training = TrainableWeights.ToHashSet();
        foreach (var weight in Weights)
        {
            weight.Value.requires_grad = training.Contains(weight);
        }
    }

    /// <summary>Runs the network. The result belongs to the caller's dispose scope, or to the caller if there is none.</summary>
    /// <param name="input">(N, ...) in logical layout; stays the caller's.</param>
    /// <param name="logits">True leaves out a final softmax or sigmoid.</param>
    public Tensor Forward(Tensor input, CallContext context, bool logits = false) => Forward([input], context, logits)[0];

    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, CallContext context, bool logits = false) => plan.Value.Run(inputs, context, logits);

    /// <summary>Inference without gradients.</summary>
    public Tensor Predict(Tensor input)
    {
        using var quiet = no_grad();
        return Forward(input, CallContext.Inference);
    }

    /// <summary>"softmax", "sigmoid" or another name if the network ends in an activation that <see cref="Forward(Tensor, CallContext, bool)"/> can leave out;
    /// else null.</summary>
    public string? FinalActivation => ActivationOf(Outputs[0].Layer);

    /// <summary>Keras's name of the activation that a layer ends in, a network in that of its first output; null for none.</summary>
    public static string? ActivationOf(Layer layer) =>
        layer switch
        {
            Network inner => inner.FinalActivation,
            IActivated activated => activated.ActivationName,
            _ => null,
        };

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    /// <summary>A mask of the input is found again from what made it (<see cref="MaskFlow"/>).</summary>
    public override bool AcceptsKeyword(string key) => key == "mask";

    /// <summary>base(x, training=False), as transfer-learning tutorials write it. The flag is kept for files; what happens in training is the
    /// <see cref="CallContext"/>'s.</summary>
    public KerasTensor Apply(KerasTensor input, bool training) =>
        Apply([input], CallArguments.One(new JsonObject { ["training"] = training, ["mask"] = null }))[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => CallAll(inputs, context)[0];

    public override IReadOnlyList<Tensor> CallAll(IReadOnlyList<Tensor> inputs, CallContext context) => plan.Value.Run(inputs, context, logits: false);

    public override IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes) => ShapeInference.Run(this, inputShapes);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => ComputeOutputShapes(inputShapes)[0];

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) => Outputs[0].DType;

    protected override string OutputTypeAt(int index, string type) => Outputs[index].DType;

    public override Tensor? RegularizationLoss()
    {
        Tensor? total = null;
        foreach (var layer in AllLayers)
        {
            if (layer.RegularizationLoss() is { } loss)
            {
                total = total is null ? loss : total + loss;
            }
        }

        return total;
    }

    public override JsonObject GetConfig() => NetworkConfig.Write(this);
}
