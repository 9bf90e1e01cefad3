using Microsoft.AspNetCore.Authorization;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>The permission must hold in some project.</summary>
internal sealed record PermissionRequirement(Permission Permission) : IAuthorizationRequirement;
