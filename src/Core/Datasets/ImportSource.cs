using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Where pictures come from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(UploadSource), "upload")]
[JsonDerivedType(typeof(FolderSource), "folder")]
[JsonDerivedType(typeof(SampleSource), "sample")]
public abstract record ImportSource;
