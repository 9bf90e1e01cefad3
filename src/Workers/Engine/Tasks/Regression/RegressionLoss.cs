using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks.Regression;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks.Regression;

/// <summary>Keras's losses of numbers, a mean over the targets of an example (https://keras.io/api/losses/regression_losses/).</summary>
internal static class RegressionLoss
{
    /// <param name="outputs">[n, targets], float32.</param>
    /// <param name="targets">The same shape.</param>
    /// <returns>[n].</returns>
    public static Tensor PerSample(LossSpec loss, double delta, Tensor outputs, Tensor targets)
    {
        var difference = outputs - targets;
        var each = loss.Class switch
        {
            "MeanSquaredError" => difference.square(),
            "MeanAbsoluteError" => difference.abs(),
            "Huber" => where(difference.abs().le(delta), difference.square() * 0.5, (difference.abs() * delta) - (0.5 * delta * delta)),
            // log(cosh(x)) without overflow.
            "LogCosh" => difference + nn.functional.softplus(difference * -2) - Math.Log(2),
            _ => throw loss.Unknown(RegressionSpec.Losses),
        };
        return each.mean([1]);
    }

    /// <summary>As Keras's <c>compile_config</c> holds it.</summary>
    public static JsonNode ToCompileConfig(LossSpec loss, double delta) =>
        loss.Class switch
        {
            "MeanSquaredError" => "mean_squared_error",
            "MeanAbsoluteError" => "mean_absolute_error",
            "LogCosh" => "log_cosh",
            "Huber" => ClassificationLoss.Serialized("Huber", "huber", new JsonObject { ["delta"] = delta }),
            _ => throw loss.Unknown(RegressionSpec.Losses),
        };

    /// <summary>Reads what Keras wrote, by a loss's name or class; null where it is none of these.</summary>
    public static LossSpec? Read(JsonNode? compiled)
    {
        var config = compiled as JsonObject;
        var name =
            compiled is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : config?["class_name"] is JsonValue named && named.TryGetValue<string>(out var className) ? className
            : null;
        var delta = (config?["config"] as JsonObject)?["delta"] is JsonValue found && found.TryGetValue<double>(out var number) ? number : (double?)null;
        return name switch
        {
            "mean_squared_error" or "mse" or "MSE" or "MeanSquaredError" => new LossSpec { Class = "MeanSquaredError" },
            "mean_absolute_error" or "mae" or "MAE" or "MeanAbsoluteError" => new LossSpec { Class = "MeanAbsoluteError" },
            "log_cosh" or "logcosh" or "LogCosh" => new LossSpec { Class = "LogCosh" },
            "huber" or "Huber" => TaskMembers.With(new TrainingSpec { Loss = new LossSpec { Class = "Huber" } }, RegressionSpec.Delta, delta ?? 1).Loss,
            _ => null,
        };
    }
}
