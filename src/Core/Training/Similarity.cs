namespace MlOpsDashboard.Core.Training;

/// <summary>How near the pictures are to ImageNet's photographs.</summary>
public enum Similarity
{
    High,
    Medium,
    Low,
}
