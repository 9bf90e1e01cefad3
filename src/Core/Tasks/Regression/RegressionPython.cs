using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Tasks.Regression;

/// <summary>Numbers in Python Keras: linear outputs over a table with a column a target.</summary>
internal static class RegressionPython
{
    public static PythonTask Of(TrainingSpec spec, ITaskCard card)
    {
        var standardizes = RegressionSpec.Standardizes(spec, card);
        return new("len(class_names)", Loss(spec, card), "[\"mae\", keras.metrics.RootMeanSquaredError(name=\"rmse\"), keras.metrics.R2Score(name=\"r2\")]")
        {
            Columns = "a column a number",
            Table =
            [
                spec.Data.ClassNames is { } names
                    ? $"class_names = [{string.Join(", ", names.Select(PythonText.Literal))}]"
                    : "class_names = [column for column in rows[0] if column not in (EXAMPLE, \"split\", \"weight\")]",
                "targets = np.array([[float(row[name]) for name in class_names] for row in rows], dtype=\"float32\")",
            ],
            Targets = !standardizes
                ? []
                :
                [
                    "# Trained on targets of mean 0 and deviation 1; metrics below are in deviations.",
                    "mean, deviation = targets[training].mean(axis=0), targets[training].std(axis=0)",
                    "deviation[deviation == 0] = 1",
                    "targets = (targets - mean) / deviation",
                ],
            After = !standardizes
                ? []
                :
                [
                    "# What is saved answers in the targets' own units.",
                    "def in_own_units(network):",
                    "    return keras.Model(network.inputs, keras.layers.Rescaling(deviation.tolist(), offset=mean.tolist(), dtype=\"float32\")(network.output))",
                    "",
                    .. spec.Callbacks.Any(callback => callback.Class == "ModelCheckpoint")
                        ? ["in_own_units(keras.models.load_model(\"best.keras\", compile=False)).save(\"best.keras\")"]
                        : Array.Empty<string>(),
                    "model = in_own_units(model)",
                ],
        };
    }

    private static string Loss(TrainingSpec spec, ITaskCard card) =>
        spec.Loss.Class == "Huber"
            ? $"keras.losses.Huber(delta={PythonText.Literal(TaskMembers.Get(spec, card, RegressionSpec.Delta).GetDouble())})"
            : $"keras.losses.{spec.Loss.Class}()";
}
