namespace MlOpsDashboard.Core.Runs;

/// <param name="MillisecondsPerPicture">Forward pass at <paramref name="ImageSize"/>.</param>
public sealed record BackboneSpeed(string Backbone, int ImageSize, double MillisecondsPerPicture, double TrainMillisecondsPerPicture);
