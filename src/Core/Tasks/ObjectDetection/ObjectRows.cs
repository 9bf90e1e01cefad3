namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Predictions of objects, checked: what is in each picture, and what was found in it, the best score first.</summary>
internal sealed class ObjectRows
{
    /// <exception cref="RefusedException">A row holds no objects of these names.</exception>
    public ObjectRows(Predictions predictions)
    {
        Names = predictions.Names;
        Pictures = new PictureObjects[predictions.Rows.Count];
        Found = new DetectedObject[Pictures.Length][];
        for (var i = 0; i < Pictures.Length; i++)
        {
            var row = predictions.Rows[i];
            if ((ObjectRow.Fault(row.Target, Names.Count) ?? DetectionRow.Fault(row.Output, Names.Count)) is { } fault)
                throw RowChecks.Refused(predictions, i, fault.Expected, fault.Received);
            Pictures[i] = ObjectRow.Parse(row.Target);
            // Stable: of equal scores in the order in which they came.
            Found[i] = [.. DetectionRow.Parse(row.Output).OrderByDescending(one => one.Score)];
        }
    }

    public IReadOnlyList<string> Names { get; }

    public int Count => Pictures.Length;

    public PictureObjects[] Pictures { get; }

    public DetectedObject[][] Found { get; }
}
