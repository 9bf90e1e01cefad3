namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>An object that a network finds in a picture.</summary>
/// <param name="Class">Its number in the names.</param>
/// <param name="Score">How sure the network is; larger is surer.</param>
public readonly record struct DetectedObject(int Class, double Score, ObjectBox Box);
