using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Makes the optimiser that a spec names, with Keras's defaults for what it leaves out.</summary>
public static class OptimizerFactory
{
    /// <exception cref="RefusedException">An unknown class.</exception>
    public static Optimizer Create(ComponentSpec spec) =>
        spec.Class switch
        {
            "Adam" => new Adam(
                OptimizerOptions.Of(spec, 0.001),
                spec.Number("beta1", 0.9),
                spec.Number("beta2", 0.999),
                spec.Number("epsilon", 1e-7),
                spec.Flag("amsgrad", false)
            ),
            "AdamW" => new AdamW(
                OptimizerOptions.Of(spec, 0.001, 0.004),
                spec.Number("beta1", 0.9),
                spec.Number("beta2", 0.999),
                spec.Number("epsilon", 1e-7),
                spec.Flag("amsgrad", false)
            ),
            "SGD" => new SGD(OptimizerOptions.Of(spec, 0.01), spec.Number("momentum", 0), spec.Flag("nesterov", false)),
            "RMSprop" => new RMSprop(
                OptimizerOptions.Of(spec, 0.001),
                spec.Number("rho", 0.9),
                spec.Number("momentum", 0),
                spec.Number("epsilon", 1e-7),
                spec.Flag("centered", false)
            ),
            "Adagrad" => new Adagrad(OptimizerOptions.Of(spec, 0.001), spec.Number("initialAccumulatorValue", 0.1), spec.Number("epsilon", 1e-7)),
            "Nadam" => new Nadam(OptimizerOptions.Of(spec, 0.001), spec.Number("beta1", 0.9), spec.Number("beta2", 0.999), spec.Number("epsilon", 1e-7)),
            "Lion" => new Lion(OptimizerOptions.Of(spec, 0.001), spec.Number("beta1", 0.9), spec.Number("beta2", 0.99)),
            _ => throw new RefusedException(
                new Refusal(
                    "trainer.optimizer.unknown",
                    ("known", string.Join(", ", ComponentCatalog.Optimizers.Select(o => o.Class))),
                    ("received", spec.Class)
                )
            ),
        };

    /// <summary>Numbers that it keeps for each number of a weight.</summary>
    internal static long SlotsOf(ComponentSpec spec)
    {
        using var weight = new Variable("one", [1], new Zeros());
        using var optimizer = Create(spec);
        optimizer.Build([weight]);
        return optimizer.Slots.Sum(slot => slot.Value.numel());
    }
}
