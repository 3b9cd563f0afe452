# What `cmake --install` puts where. The programs find opsdeck-step by its place beside them.
include(GNUInstallDirs)

install(TARGETS opsdeckctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS opsdeck-step RUNTIME DESTINATION libexec/opsdeck)
install(DIRECTORY resources/schema resources/reference resources/examples DESTINATION ${CMAKE_INSTALL_DATADIR}/opsdeck)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(OPSDECK_BUILD_UI)
  install(TARGETS opsdeck RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES packaging/opsdeck.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
endif()
