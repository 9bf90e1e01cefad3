namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A box in pixels, continuous and from 0: its width is <c>X2 - X1</c>, without the 1 that whole pixels would add.</summary>
public readonly record struct ObjectBox(double X1, double Y1, double X2, double Y2)
{
    public double Width => X2 - X1;

    public double Height => Y2 - Y1;

    public double Area => Width * Height;

    /// <summary>Its part within a rectangle; one of no area at the nearest edge where it lies outside.</summary>
    public ObjectBox Within(double left, double top, double right, double bottom) =>
        new(Math.Clamp(X1, left, right), Math.Clamp(Y1, top, bottom), Math.Clamp(X2, left, right), Math.Clamp(Y2, top, bottom));
}
