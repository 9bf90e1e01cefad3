using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>One label a picture in Python Keras.</summary>
internal static class ImageClassificationPython
{
    public static PythonTask Of(TrainingSpec spec) =>
        new(
            spec.Loss.IsBinary ? "1, activation=\"sigmoid\"" : "len(class_names), activation=\"softmax\"",
            Loss(spec.Loss, PythonComponents.TakesOneHot(spec)),
            "[\"accuracy\"]"
        );

    /// <summary>The same, read from a table with the column <c>label</c>.</summary>
    public static PythonTask OfTable(TrainingSpec spec) =>
        Of(spec) with
        {
            Columns = "label",
            Column = "label",
            Strata = "labels",
            Table =
            [
                "said = [row[\"label\"] for row in rows]",
                spec.Data.ClassNames is { } names
                    ? $"class_names = [{string.Join(", ", names.Select(PythonText.Literal))}]"
                    : "class_names = sorted(set(said))",
                "labels = np.array([class_names.index(name) for name in said])",
                spec.Loss.IsBinary ? "targets = labels.astype(\"float32\").reshape(-1, 1)"
                : PythonComponents.TakesOneHot(spec) ? "targets = np.eye(len(class_names), dtype=\"float32\")[labels]"
                : "targets = labels",
            ],
            Targets =
                spec.Loss.ClassWeight == "balanced"
                    ?
                    [
                        "counts = collections.Counter(labels[training].tolist())",
                        "class_weight = {label: len(training) / (len(counts) * count) for label, count in counts.items()}",
                    ]
                    : [],
        };

    private static string Loss(LossSpec loss, bool oneHot) =>
        loss.Class switch
        {
            "BinaryCrossentropy" or "BinaryFocalCrossentropy" => PythonComponents.BinaryLoss(loss),
            "CategoricalFocalCrossentropy" =>
                $"keras.losses.CategoricalFocalCrossentropy(alpha={PythonText.Literal(loss.Alpha ?? LossSpec.DefaultAlpha)}, gamma={PythonText.Literal(loss.Gamma ?? LossSpec.DefaultGamma)}, label_smoothing={PythonText.Literal(loss.LabelSmoothing)})",
            "CategoricalCrossentropy" or "SparseCategoricalCrossentropy" when oneHot =>
                $"keras.losses.CategoricalCrossentropy(label_smoothing={PythonText.Literal(loss.LabelSmoothing)})",
            "CategoricalCrossentropy" or "SparseCategoricalCrossentropy" => "keras.losses.SparseCategoricalCrossentropy()",
            _ => throw loss.Unknown(LossSpec.Classes),
        };
}
