namespace MlOpsDashboard.Core.Models;

/// <param name="Activation">softmax or sigmoid.</param>
public sealed record InspectedClassifier(string Layer, string Activation);
