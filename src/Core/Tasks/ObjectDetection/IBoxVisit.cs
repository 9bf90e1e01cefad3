namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What is asked of each box that a <see cref="BoxGrid"/> finds.</summary>
internal interface IBoxVisit
{
    bool IsEnough(int index);
}
