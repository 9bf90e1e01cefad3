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
