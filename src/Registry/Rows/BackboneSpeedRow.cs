namespace MlOpsDashboard.Registry.Rows;

/// <summary>A measured speed of a backbone at one picture size on this machine.</summary>
public sealed class BackboneSpeedRow
{
    public string Backbone { get; set; } = "";
    public int ImageSize { get; set; }
    public double MillisecondsPerPicture { get; set; }
    public double TrainMillisecondsPerPicture { get; set; }
    public DateTimeOffset MeasuredAt { get; set; }
}
