using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

public sealed record PicturePage(int Total, IReadOnlyList<DatasetEntry> Pictures);
