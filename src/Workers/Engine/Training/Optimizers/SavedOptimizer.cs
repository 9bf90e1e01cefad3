using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>The optimiser of a model file: what it is and where it stopped. The state belongs to this.</summary>
/// <param name="Source">The file's name, for refusals.</param>
/// <param name="Spec">Class and options as a spec has them; a schedule stands under learningRate.</param>
/// <param name="State">Its variables in Keras's order.</param>
public sealed record SavedOptimizer(string Source, ComponentSpec Spec, Formats.OptimizerState State) : IDisposable
{
    // What Keras writes beside the options; none of it changes a step here.
    private static readonly string[] Aside = ["name", "loss_scale_factor"];

    /// <summary>Reads a file's compile_config.</summary>
    /// <exception cref="RefusedException">It names no optimiser that trains here.</exception>
    public static ComponentSpec Read(JsonObject? compileConfig, string source)
    {
        if (
            compileConfig?["optimizer"] is not JsonObject item
            || item["class_name"] is not JsonValue name
            || !name.TryGetValue<string>(out var className)
            || item["config"] is not JsonObject config
        )
        {
            throw new RefusedException(new Refusal("trainer.optimizer.notCompiled", ("source", source)));
        }

        var spec = Component(className, config);
        return ComponentCatalog.Find(ComponentCatalog.Optimizers, className) is not null
            ? spec
            : throw new RefusedException(
                new Refusal(
                    "trainer.optimizer.unknownInFile",
                    ("known", string.Join(", ", ComponentCatalog.Optimizers.Select(o => o.Class))),
                    ("source", source),
                    ("received", className)
                )
            );
    }

    /// <summary>The optimiser as the file describes it, without its state.</summary>
    /// <exception cref="RefusedException">The stage asks for another class.</exception>
    public Optimizer Create(ComponentSpec asked) =>
        asked.Class == Spec.Class
            ? OptimizerFactory.Create(Spec)
            : throw new RefusedException(new Refusal("trainer.optimizer.differs", ("expected", Spec.Class), ("source", Source), ("received", asked.Class)));

    /// <summary>Hands the state on: iterations, rate, slots.</summary>
    /// <exception cref="RefusedException">The file's optimiser moved other weights.</exception>
    public void Continue(Optimizer optimizer)
    {
        using var quiet = torch.no_grad();
        var first = optimizer.Options.Schedule is null ? 2 : 1;
        var slots = optimizer.Slots;
        var fits = State.Variables.Count == first + slots.Count;
        for (var i = 0; fits && i < slots.Count; i++)
        {
            fits = State.Variables[first + i].Value.shape.SequenceEqual(slots[i].Value.shape);
        }

        if (!fits)
        {
            throw new RefusedException(
                new Refusal(
                    "trainer.optimizer.variables",
                    ("source", Source),
                    ("expected", first + slots.Count),
                    ("weights", optimizer.Weights.Count),
                    ("received", State.Variables.Count)
                )
            );
        }

        for (var i = 0; i < slots.Count; i++)
        {
            slots[i].Value.copy_(State.Variables[first + i].Value);
        }

        var rate = first == 2 ? State.Variables[1].Value.to_type(torch.ScalarType.Float32).item<float>() : optimizer.LearningRate;
        optimizer.State = optimizer.State with { Iterations = State.Variables[0].Value.to_type(torch.ScalarType.Int64).item<long>(), LearningRate = rate };
    }

    public void Dispose() => State.Dispose();

    private static ComponentSpec Component(string className, JsonObject config)
    {
        var options = config
            .Where(pair => !Aside.Contains(pair.Key))
            .Select(pair =>
                (
                    Camel(pair.Key),
                    (object?)(
                        pair.Value switch
                        {
                            JsonObject inner when inner["class_name"] is JsonValue name && inner["config"] is JsonObject own =>
                                JsonSerializer.SerializeToElement(Component(name.ToString(), own)),
                            var plain => JsonSerializer.SerializeToElement(plain),
                        }
                    )
                )
            );
        return new ComponentSpec(className, [.. options]);
    }

    /// <summary>"initial_learning_rate" to "initialLearningRate", "beta_1" to "beta1".</summary>
    private static string Camel(string key)
    {
        var parts = key.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(parts.Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
