namespace MlOpsDashboard.Toy.Tests.Dashboard;

/// <summary>Names the resources of this folder's texts (ToyTexts.resx).</summary>
public sealed class ToyTexts;
