using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>Any number of labels a picture in Python Keras: a sigmoid a label over a table with a column <c>labels</c>.</summary>
internal static class MultiLabelPython
{
    public static PythonTask Of(TrainingSpec spec) =>
        new(
            "len(class_names), activation=\"sigmoid\"",
            PythonComponents.BinaryLoss(spec.Loss),
            "[\"binary_accuracy\", keras.metrics.F1Score(average=\"micro\", threshold=0.5, name=\"f1_micro\"), keras.metrics.F1Score(average=\"macro\", threshold=0.5, name=\"f1_macro\")]"
        )
        {
            Columns = "labels (separated by |, empty for none)",
            Column = "labels",
            Table =
            [
                "said = [[label.strip() for label in row[\"labels\"].split(\"|\") if label.strip()] for row in rows]",
                spec.Data.ClassNames is { } names
                    ? $"class_names = [{string.Join(", ", names.Select(PythonText.Literal))}]"
                    : "class_names = sorted({label for labels in said for label in labels})",
                "targets = np.array([[float(name in labels) for name in class_names] for labels in said], dtype=\"float32\")",
            ],
            After = ["# The dashboard fits a threshold a label on the validation pictures and stores it with the model; here a label is said above 0.5."],
        };
}
