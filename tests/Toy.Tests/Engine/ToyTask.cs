using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Toy.Tests.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>An encoder whose numbers depend on how long its input is, and two answers on the mean of what it gives.</summary>
public sealed class ToyTask : ITask
{
    public ITaskCard Card { get; } = new ToyCard();

    public ITargets Targets(TrainingSpec spec, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training) =>
        new ToyTargets(names, training.Average(row => row[1]));

    public ITargets Targets(IReadOnlyList<string> names, JsonObject? fitted) => new ToyTargets(names, (double)fitted!["mean"]!);

    public TrainableModel Build(ModelBuilder builder, TrainingSpec spec, ITargets targets)
    {
        using var names = NameScope.Begin();
        var encoder = Encoder();
        var input = InputLayer.Create(TensorShape.Of(null, null), "int32").Output;
        var pooled = new GlobalAveragePooling1D().Apply(encoder.Apply(input));
        var hidden = new Dropout(0.2).Apply(new Dense(8, "relu").Apply(pooled));
        var network = new Network([input], [new Dense(1, "sigmoid", name: "odd").Apply(hidden), new Dense(1, name: "height").Apply(hidden)]);
        network.Initialize((ulong)spec.Seed);
        return new TrainableModel(network, encoder, network, [], new PreprocessingFunction("none", []), HasHead: true);
    }

    public IObjective Objective(LossSpec loss, ITargets targets, Network network, IReadOnlyList<IReadOnlyList<double>> training) =>
        new ToyObjective((ToyTargets)targets);

    public LossSpec LossFor(Network network, JsonNode? compiled) => new() { Class = Card.Losses[0] };

    public Compilation Compiled(LossSpec loss) => new(new JsonArray("binary_crossentropy", "mean_squared_error"), []);

    public Strata Strata(IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets) => new([.. stored.Select(row => (int)row[0])], null);

    public double[] SamplingWeights(IReadOnlyList<IReadOnlyList<double>> stored) => [.. stored.Select(row => 1 + row[0])];

    public JsonObject? Fit(ITargets targets, Predictions validation) => new() { ["threshold"] = ToyReport.Fit(validation) };

    public IAnswers Answers(Network network, ITargets targets, JsonObject? decoding) => new ToyAnswers(ToyReport.ThresholdOf(decoding));

    private static Network Encoder()
    {
        var input = InputLayer.Create(TensorShape.Of(null, null), "int32").Output;
        var x = new Dense(6, "tanh").Apply(new Embedding(10, 5, maskZero: true).Apply(input));
        // Over the steps: a row that is padded comes out otherwise.
        var overSteps = LayerRegistry.Create(
            "UnitNormalization",
            JsonNode.Parse("""{"name":"over_steps","trainable":true,"dtype":"float32","axis":1}""")!.AsObject()
        );
        return new Network(input, new Add().Apply(x, overSteps.Apply(x)), "encoder");
    }
}
