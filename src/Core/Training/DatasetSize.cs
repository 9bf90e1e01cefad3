namespace MlOpsDashboard.Core.Training;

public enum DatasetSize
{
    Small,
    Medium,
    Large,
}
