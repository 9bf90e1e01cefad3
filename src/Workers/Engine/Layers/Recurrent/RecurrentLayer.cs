using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>
/// Runs a cell over the steps of a sequence: (N, T, features) to (N, units), or (N, T, units) with return_sequences; with return_state the last states follow
/// (https://keras.io/api/layers/recurrent_layers/rnn/). Steps that a mask (N, T) leaves out pass the state on.
/// </summary>
public abstract class RecurrentLayer : Layer
{
    private readonly RecurrentCell cell;
    private int? maskAt;
    private int[] initialAt = [];

    private protected RecurrentLayer(RecurrentOptions options, Func<RecurrentOptions, DTypePolicy, RecurrentCell> cell, string? name, DTypePolicy? dtype)
        : base(name, dtype)
    {
        Options =
            options.Units > 0 && options.Dropout is >= 0 and <= 1 && options.RecurrentDropout is >= 0 and <= 1
                ? options
                : throw Refuse(
                    new("layer.expected.unitsAndRates"),
                    new Refusal(
                        "layer.received.units",
                        ("units", options.Units.ToString()),
                        ("dropout", options.Dropout.ToString()),
                        ("recurrent", options.RecurrentDropout.ToString())
                    )
                );
        this.cell = cell(options, DTypePolicy);
    }

    public RecurrentOptions Options { get; private set; }

    public override bool WritesBuildConfig => true;

    public override bool IsRandomInTraining => Options.Dropout > 0 || Options.RecurrentDropout > 0;

    internal override IEnumerable<(string Attribute, Layer Layer)> SubLayers => [("cell", cell)];

    internal override bool HandsMaskOn => Options.ReturnSequences;

    public override JsonObject DefaultKeywords() => new() { ["training"] = false, ["mask"] = null };

    public override bool AcceptsKeyword(string key) => key is "mask" or "initial_state";

    /// <summary>Masked outputs become zeros, as a Bidirectional wants them.</summary>
    internal void ForceZeroOutputForMask() => Options = Options with { ZeroOutputForMask = Options.ReturnSequences };

    protected override void BindArguments(CallArguments arguments)
    {
        maskAt = arguments.Keywords["mask"] is JsonObject mask && mask["$"] is { } at ? at.GetValue<int>() : null;
        initialAt = arguments.Keywords["initial_state"] switch
        {
            null => [],
            JsonObject single when single["$"] is { } index => [index.GetValue<int>()],
            JsonArray list when list.All(item => item is JsonObject tensor && tensor["$"] is not null) => [.. list.Select(item => item!["$"]!.GetValue<int>())],
            var other => throw Refuse(new("layer.expected.initialState"), other.ToJsonString()),
        };
        if (initialAt.Length > 0 && initialAt.Length != cell.States)
        {
            throw Refuse(new("layer.expected.initialStates", ("count", cell.States)), initialAt.Length);
        }
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == 3 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, features)")), inputShapes[0]);
        ConstrainInner(cell);
        BuildInner(cell, TensorShape.Of(input[0], input[2]));
    }

    public override IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == 3 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, features)")), inputShapes[0]);
        var state = TensorShape.Of(input[0], Options.Units);
        var output = Options.ReturnSequences ? TensorShape.Of(input[0], input[1], Options.Units) : state;
        return Options.ReturnState ? [output, .. Enumerable.Repeat(state, cell.States)] : [output];
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => ComputeOutputShapes(inputShapes)[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => CallAll(inputs, context)[0];

    public override IReadOnlyList<Tensor> CallAll(IReadOnlyList<Tensor> inputs, CallContext context) =>
        Run(inputs[0], maskAt is { } at ? inputs[at] : null, [.. initialAt.Select(index => inputs[index])], context);

    /// <summary>The outputs of <see cref="ComputeOutputShapes"/>.</summary>
    internal IReadOnlyList<Tensor> Run(Tensor sequence, Tensor? mask, Tensor[] initial, CallContext context)
    {
        var training = context.Training && !RunsInInferenceMode;
        var (samples, steps) = (sequence.shape[0], sequence.shape[1]);
        var projected = cell.Project(sequence, context, training).unbind(1);
        var dropped = cell.StateMasks(samples, sequence, context, training);
        var kept = mask?.to_type(ScalarType.Bool).unsqueeze(-1).unbind(1);
        Tensor[] states =
            initial.Length > 0
                ? initial
                : [.. Enumerable.Range(0, cell.States).Select(_ => zeros([samples, Options.Units], sequence.dtype, device: sequence.device))];
        var outputs = new Tensor[steps];
        var output = zeros([samples, Options.Units], sequence.dtype, device: sequence.device);
        for (var step = 0; step < steps; step++)
        {
            var at = Options.GoBackwards ? steps - 1 - step : step;
            var next = cell.Step(projected[at], states, dropped);
            if (kept is null)
            {
                (states, output) = (next, next[0]);
            }
            else
            {
                output = where(kept[at], next[0], Options.ZeroOutputForMask ? zeros_like(output) : output);
                states = [.. next.Zip(states, (fresh, old) => where(kept[at], fresh, old))];
            }

            outputs[step] = output;
        }

        var result = Options.ReturnSequences ? stack(outputs, 1) : output;
        return Options.ReturnState ? [result, .. states] : [result];
    }
}
