using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>
/// A learning rate that follows the step (https://keras.io/api/optimizers/learning_rate_schedules/), computed in float32 as Keras does.
/// It depends on the step alone, so a resumed run goes on with the same rates.
/// </summary>
public abstract class LearningRateSchedule
{
    /// <summary>Keras's class name.</summary>
    public string ClassName => GetType().Name;

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Steps taken before it.</param>
    public abstract float At(long step);

    /// <summary>Keras's serialised form, as it stands in an optimiser's config.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["module"] = "keras.optimizers.schedules",
            ["class_name"] = ClassName,
            ["config"] = GetConfig(),
            ["registered_name"] = null,
        };

    /// <summary>Keras's config, keys in Keras's order.</summary>
    protected abstract JsonObject GetConfig();
}
