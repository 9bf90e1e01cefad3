namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A picture in two reports, of what each shows.</summary>
/// <param name="RowA">Its row in the first.</param>
/// <param name="RowB">Its row in the second.</param>
/// <param name="Gained">Places of the objects that the second alone finds.</param>
/// <param name="Lost">Places of the objects that the first alone finds.</param>
/// <param name="Both">How many objects both find.</param>
/// <param name="Neither">How many objects neither finds.</param>
/// <param name="WrongA">Detections of the first that are errors.</param>
/// <param name="WrongB">Detections of the second that are errors.</param>
/// <param name="Gain">F1 in the second minus that in the first.</param>
public sealed record ComparedObjects(
    string Name,
    int RowA,
    int RowB,
    IReadOnlyList<int> Gained,
    IReadOnlyList<int> Lost,
    int Both,
    int Neither,
    int WrongA,
    int WrongB,
    double Gain
);
