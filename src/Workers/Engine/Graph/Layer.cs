using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph.Constraints;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A named Keras layer: shape inference, weights in Keras's order, config, and its forward pass on libtorch
/// (https://keras.io/api/layers/base_layer/).</summary>
public abstract class Layer : IDisposable
{
    private readonly List<Variable> weights = [];
    private readonly Dictionary<string, Constraint> constraints = [];
    private readonly HashSet<string> usedConstraints = [];
    private bool trainable = true;

    /// <param name="name">Null: numbered by the <see cref="NameScope"/> as Keras does.</param>
    /// <param name="dtype">Null: float32.</param>
    protected Layer(string? name, DTypePolicy? dtype)
    {
        Name = name ?? NameScope.Current.Unique(NameScope.SnakeCase(AutoName));
        DTypePolicy = dtype ?? DTypePolicy.Float32;
    }

    public string Name { get; internal set; }

    /// <summary>Keras's class name, as it stands in files.</summary>
    public virtual string ClassName => GetType().Name;

    /// <summary>Keras's module, as it stands in files.</summary>
    public virtual string Module => "keras.layers";

    /// <summary>The name it is registered under in files; null for what is Keras's own.</summary>
    internal virtual string? RegisteredName => Module.StartsWith("keras.src.", StringComparison.Ordinal) ? ClassName : null;

    public DTypePolicy DTypePolicy { get; set; }

    /// <summary>False freezes the layer: its weights get no gradient, and its batch normalisation keeps its statistics. Setting it sets every layer inside, as
    /// in Keras.</summary>
    public bool Trainable
    {
        get => trainable;
        set
        {
            trainable = value;
            foreach (var layer in Inner)
            {
                layer.Trainable = value;
            }
        }
    }

    /// <summary>The flag of the layer alone, as a file has it beside the flags of the layers inside.</summary>
    internal void SetOwnTrainable(bool value) => trainable = value;

    /// <summary>Forces inference behaviour whatever the context says (a freeze plan's override; never saved).</summary>
    public bool RunsInInferenceMode { get; set; }

    public bool IsBuilt { get; private set; }

    /// <summary>The shape the layer was built for; Keras writes it as build_config.</summary>
    public IReadOnlyList<TensorShape> BuiltFor { get; private set; } = [];

    /// <summary>Every weight in Keras's order: the trainable ones, then the others (moving statistics).</summary>
    public IReadOnlyList<Variable> Weights => [.. OwnWeights.Concat(Inner.SelectMany(layer => layer.Weights)).Distinct()];

    /// <summary>The weights a file keeps under the layer itself; those of layers inside it stand below.</summary>
    internal virtual IReadOnlyList<Variable> OwnWeights => [.. weights.Where(w => w.Trainable), .. weights.Where(w => !w.Trainable)];

    public IReadOnlyList<Variable> TrainableWeights => Trainable ? [.. TrainableInside.Distinct()] : [];

    // As Keras 3: layers inside decide for themselves, so one unfrozen layer of a frozen nested network trains.
    private IEnumerable<Variable> TrainableInside =>
        (Trainable ? weights.Where(weight => weight.Trainable) : []).Concat(Inner.SelectMany(layer => layer.TrainableInside));

    public IReadOnlyList<Variable> NonTrainableWeights => [.. Weights.Except(TrainableWeights)];

    /// <summary>Weights of the layer itself that a pass moves without a gradient: moving statistics, a spectral vector.</summary>
    internal virtual IReadOnlyList<Variable> MovedBy(CallContext context) => [];

    /// <summary>True for a layer that itself draws in training (dropout, augmentation), so that its output differs from call to call even with nothing to
    /// train. Ask those inside too.</summary>
    public virtual bool IsRandomInTraining => false;

    /// <summary>True for an operator on symbolic tensors (x + 3), which is in the graph but not counted among a network's layers.</summary>
    public virtual bool IsOperation => false;

    /// <summary>True if Keras writes a build_config for the layer: those that define build themselves.</summary>
    public virtual bool WritesBuildConfig => weights.Count > 0;

    /// <summary>True if Keras hands a mask on behind this layer, for layers that accept one.</summary>
    internal virtual bool MakesMask => false;

    /// <summary>True if a mask of the input goes on behind the layer (recurrent layers that return sequences); for all others the class decides.</summary>
    internal virtual bool HandsMaskOn => false;

    /// <summary>The mask of a layer that makes one, described by operators on its input.</summary>
    internal virtual KerasTensor MakeMask(KerasTensor input, Action<Node> add) => throw new NotSupportedException();

    /// <summary>The mask of what it returns, where it hands masks on: its first input's. Calls that make it are added.</summary>
    /// <param name="masks">One an input; null for an input without.</param>
    internal virtual KerasTensor? MergeMasks(IReadOnlyList<KerasTensor?> masks, Action<Node> add) => masks.Count > 0 ? masks[0] : null;

    /// <summary>A layer that does this one's call and that of the layer which alone reads it, faster than the two; null where there is none.</summary>
    internal virtual Layer? JoinedWith(Layer next) => null;

    /// <summary>The keywords of a call with the masks that its inputs carry; null: it takes none. What the call gives itself stays.</summary>
    /// <param name="mask">The mask of the input at that place, as it stands among arguments.</param>
    internal virtual JsonObject? TakeMasks(CallArguments arguments, Func<int, JsonNode?> mask) =>
        AcceptsKeyword("mask") ? WithMasks(arguments, ("mask", 0), mask) : null;

    private protected static JsonObject WithMasks(CallArguments arguments, (string Key, int Input) place, Func<int, JsonNode?> mask)
    {
        var keywords = (JsonObject)arguments.Keywords.DeepClone();
        if (keywords[place.Key] is null && mask(place.Input) is { } found)
        {
            keywords[place.Key] = found;
        }

        return keywords;
    }

    /// <summary>True for the few layers that take text (<see cref="TextTensor"/>); all others take numbers.</summary>
    internal virtual bool AcceptsText => false;

    /// <summary>Keras's build_config where it is not the shape of the one input; null: it is.</summary>
    internal virtual JsonObject? BuildConfig => null;

    /// <summary>Layers inside this one by the attribute Keras keeps them under (forward_layer, ...); files follow it.</summary>
    internal virtual IEnumerable<(string Attribute, Layer Layer)> SubLayers => [];

    /// <summary>The layers directly inside: those of <see cref="SubLayers"/>, or a network's.</summary>
    private protected virtual IEnumerable<Layer> Inner => SubLayers.Select(inner => inner.Layer);

    /// <summary>This layer and every layer inside it at any depth, in nested networks, wrappers, recurrent layers and attention; each once, an outer one
    /// before what it holds.</summary>
    internal IEnumerable<Layer> WithInside()
    {
        var seen = new HashSet<Layer>();
        var open = new Stack<Layer>([this]);
        while (open.TryPop(out var layer))
        {
            if (seen.Add(layer))
            {
                yield return layer;
                foreach (var inner in layer.Inner.Reverse())
                {
                    open.Push(inner);
                }
            }
        }
    }

    /// <summary>The calls made of this layer in the order they were made.</summary>
    public IReadOnlyList<Node> InboundNodes => inboundNodes;

    /// <summary>The output of the first call, as Keras's layer.output.</summary>
    public KerasTensor Output =>
        inboundNodes.Count > 0 ? inboundNodes[0].Outputs[0] : throw new InvalidOperationException($"Layer '{Name}' was never applied to a tensor.");

    private readonly List<Node> inboundNodes = [];

    /// <summary>The name automatic names start from; Keras takes the class.</summary>
    protected virtual string AutoName => ClassName;

    /// <summary>Whether floating inputs are cast to the compute type first.</summary>
    protected virtual bool CastsInputs => true;

    protected ScalarType ComputeType => DTypePolicy.ComputeType;

    public long CountParams() => Weights.Sum(w => w.Count);

    /// <summary>Makes the weights for these input shapes; the second call does nothing.</summary>
    public void EnsureBuilt(IReadOnlyList<TensorShape> inputShapes)
    {
        if (IsBuilt)
        {
            return;
        }

        Build(inputShapes);
        if (constraints.Keys.FirstOrDefault(key => !usedConstraints.Contains(key)) is { } unused)
        {
            throw Refuse(new("layer.expected.noConstraint", ("key", unused)), constraints[unused].ToJson().ToJsonString());
        }

        BuiltFor = inputShapes;
        IsBuilt = true;
    }

    protected virtual void Build(IReadOnlyList<TensorShape> inputShapes) { }

    /// <summary>The shape of each output.</summary>
    public virtual IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes) => [ComputeOutputShape(inputShapes)];

    public virtual TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => inputShapes[0];

    /// <summary>The element type of the outputs, by Keras's name.</summary>
    public virtual string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) =>
        DTypePolicy.ComputeType switch
        {
            ScalarType.BFloat16 => "bfloat16",
            ScalarType.Float16 => "float16",
            ScalarType.Float64 => "float64",
            ScalarType.Int32 => "int32",
            ScalarType.Int64 => "int64",
            _ => "float32",
        };

    /// <summary>Shape and element type of each output of a call whose arguments are bound.</summary>
    internal virtual IReadOnlyList<(TensorShape Shape, string Type)> Infer(IReadOnlyList<KerasTensor> inputs)
    {
        var type = ComputeOutputType(inputs);
        return [.. ComputeOutputShapes([.. inputs.Select(input => input.Shape)]).Select((shape, index) => (shape, OutputTypeAt(index, type)))];
    }

    /// <summary>The forward pass. Inputs are in logical layout (N, H, W, C) and of the compute type; the result is a new tensor owned by the current dispose
    /// scope, or an input itself.</summary>
    public abstract Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context);

    /// <summary>The forward pass of a layer with several outputs.</summary>
    public virtual IReadOnlyList<Tensor> CallAll(IReadOnlyList<Tensor> inputs, CallContext context) => [Call(inputs, context)];

    /// <summary>A penalty on the output, as a file has it; null: none. It counts in training alone, which is refused then.</summary>
    internal JsonNode? ActivityRegularizer { get; set; }

    /// <summary>Casts inputs to the compute type as Keras does, then calls.</summary>
    public IReadOnlyList<Tensor> Invoke(IReadOnlyList<Tensor> inputs, CallContext context) =>
        ActivityRegularizer is not null && context.Training && Trainable && !RunsInInferenceMode
            ? throw Refuse(new("layer.expected.frozenPenalty"), "activity_regularizer")
            : CallAll(CastAll(inputs), context);

    internal IReadOnlyList<Tensor> CastAll(IReadOnlyList<Tensor> inputs)
    {
        if (!CastsInputs || inputs.All(input => input.dtype == ComputeType || !input.is_floating_point()))
        {
            return inputs;
        }

        return [.. inputs.Select(input => input.is_floating_point() && input.dtype != ComputeType ? input.to_type(ComputeType) : input)];
    }

    /// <summary>layer(x).</summary>
    public KerasTensor Apply(KerasTensor input) => Apply([input], CallArguments.One(DefaultKeywords()))[0];

    /// <summary>layer([x, y]).</summary>
    public KerasTensor Apply(params IReadOnlyList<KerasTensor> inputs) => Apply(inputs, CallArguments.List(inputs.Count, DefaultKeywords()))[0];

    /// <summary>Any call, as a file describes it.</summary>
    public IReadOnlyList<KerasTensor> Apply(IReadOnlyList<KerasTensor> inputs, CallArguments arguments)
    {
        if (!AcceptsText && inputs.FirstOrDefault(input => input.DType == "string") is { } text)
        {
            throw Refuse(new("layer.expected.numbers"), new Refusal("layer.received.textFrom", ("layer", text.Layer.Name)));
        }

        Bind(arguments);
        TensorShape[] shapes = [.. inputs.Select(input => input.Shape)];
        EnsureBuilt(shapes[..Math.Min(shapes.Length, arguments.PositionalTensors)]);
        var node = new Node(this, inputs, arguments);
        node.Outputs = [.. Infer(inputs).Select((output, index) => new KerasTensor(output.Shape, output.Type, node, index))];
        inboundNodes.Add(node);
        return node.Outputs;
    }

    /// <summary>The keywords Keras itself adds to a call of this layer and writes into files.</summary>
    public virtual JsonObject DefaultKeywords() => [];

    /// <summary>Whether a call of this layer may carry that keyword with a value.</summary>
    public virtual bool AcceptsKeyword(string key) => false;

    private CallArguments? bound;

    /// <summary>Makes the arguments of a call the layer's; a layer that is called in several ways is bound before each.</summary>
    internal void Bind(CallArguments arguments)
    {
        if (!ReferenceEquals(bound, arguments))
        {
            BindArguments(arguments);
            bound = arguments;
        }
    }

    /// <summary>Called before a call, for layers whose arguments hold more than tensors.</summary>
    protected virtual void BindArguments(CallArguments arguments) { }

    protected virtual string OutputTypeAt(int index, string type) => type;

    /// <summary>Keras 3's config: same keys, same order. Starts with name, trainable, dtype.</summary>
    public virtual JsonObject GetConfig() =>
        new()
        {
            ["name"] = Name,
            ["trainable"] = Trainable,
            ["dtype"] = DTypePolicy.ToJson(),
        };

    /// <summary>The penalties of the weights that train now, or null; a frozen weight is not penalised, as in Keras.</summary>
    public virtual Tensor? RegularizationLoss()
    {
        Tensor? total = null;
        foreach (var weight in TrainableWeights.Where(w => w.Regularizer is not null))
        {
            var loss = weight.Regularizer!.Loss(weight.Value);
            total = total is null ? loss : total + loss;
        }

        return total;
    }

    protected Variable AddWeight(
        string name,
        IReadOnlyList<long> shape,
        Initializer initializer,
        bool trainable = true,
        Regularizer? regularizer = null,
        int[]? storageOrder = null,
        ScalarType? type = null
    )
    {
        foreach (var dimension in shape)
        {
            if (dimension <= 0)
            {
                throw new RefusedException(
                    new Refusal("graph.weight.dimensions", ("layer", Name), ("class", ClassName), ("weight", name), ("received", string.Join(", ", shape)))
                );
            }
        }

        var variable = new Variable(name, shape, initializer, trainable, regularizer, type ?? DTypePolicy.VariableType, storageOrder)
        {
            Path = $"{Name}/{name}",
            Constraint = ConstraintOf(name),
        };
        weights.Add(variable);
        return variable;
    }

    /// <summary>Constraints by Keras's key in the config ("kernel_constraint"); set them before the layer is built.</summary>
    public IReadOnlyDictionary<string, Constraint> Constraints => constraints;

    public void Constrain(string key, Constraint constraint) => constraints[key] = constraint;

    /// <summary>What stands in the config under a constraint's key.</summary>
    protected JsonObject? ConstraintJson(string key) => constraints.GetValueOrDefault(key)?.ToJson();

    /// <summary>Hands constraints on to the layer inside that has the weights.</summary>
    private protected void ConstrainInner(Layer inner)
    {
        foreach (var (key, constraint) in constraints)
        {
            inner.constraints[key] = constraint;
            usedConstraints.Add(key);
        }
    }

    /// <summary>Builds a layer inside; its weights' paths go on from this one's.</summary>
    private protected void BuildInner(Layer inner, params IReadOnlyList<TensorShape> shapes)
    {
        if (!inner.IsBuilt)
        {
            inner.EnsureBuilt(shapes);
        }

        foreach (var weight in inner.Weights)
        {
            weight.Path = $"{Name}/{weight.Path}";
        }
    }

    // kernel: kernel_constraint, or depthwise_constraint in a depthwise convolution; recurrent_kernel: recurrent_constraint.
    private Constraint? ConstraintOf(string weight)
    {
        string[] keys = [$"{weight}_constraint", weight == "kernel" ? "depthwise_constraint" : $"{weight.Replace("_kernel", "")}_constraint"];
        foreach (var key in keys)
        {
            if (constraints.TryGetValue(key, out var constraint))
            {
                usedConstraints.Add(key);
                return constraint;
            }
        }

        return null;
    }

    /// <summary>The weight in the compute type.</summary>
    protected Tensor Cast(Variable variable) => variable.Type == ComputeType ? variable.Value : variable.Value.to_type(ComputeType);

    protected RefusedException Refuse(Refusal expected, object? received) =>
        new(new Refusal("layer.expects", ("layer", Name), ("class", ClassName), ("expected", expected), RefusalValue.Of("received", received)));

    public virtual void Dispose()
    {
        foreach (var weight in weights)
        {
            weight.Dispose();
        }

        foreach (var layer in Inner)
        {
            layer.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    public override string ToString() => $"<{ClassName} name={Name}>";
}
